using System.Net;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>A range of addresses that is not for everybody's hosts.</summary>
/// <param name="Network">Which addresses.</param>
/// <param name="Name">What for, as the registry says.</param>
/// <param name="Reference">RFC, with section where one is named.</param>
public sealed record SpecialPurposeRange(IPNetwork Network, string Name, string Reference);

/// <summary>
/// The IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), all of their rows: also those that are globally reachable, for
/// they are services and translators, and nobody's WebRTC peer. Behind them what other registries keep out: multicast, and everything
/// in IPv6 that is no global unicast.
/// </summary>
public static class SpecialPurposeRegistry
{
    /// <summary>IPv4, in the registry's order.</summary>
    public static readonly IReadOnlyList<SpecialPurposeRange> IPv4 =
    [
        Row("0.0.0.0/8", "\"This network\"", "RFC 791 §3.2"),
        Row("0.0.0.0/32", "\"This host on this network\"", "RFC 1122 §3.2.1.3"),
        Row("10.0.0.0/8", "Private-Use", "RFC 1918"),
        Row("100.64.0.0/10", "Shared Address Space", "RFC 6598"),
        Row("127.0.0.0/8", "Loopback", "RFC 1122 §3.2.1.3"),
        Row("169.254.0.0/16", "Link Local", "RFC 3927"),
        Row("172.16.0.0/12", "Private-Use", "RFC 1918"),
        Row("192.0.0.0/24", "IETF Protocol Assignments", "RFC 6890 §2.1"),
        Row("192.0.0.0/29", "IPv4 Service Continuity Prefix", "RFC 7335"),
        Row("192.0.0.8/32", "IPv4 dummy address", "RFC 7600"),
        Row("192.0.0.9/32", "Port Control Protocol Anycast", "RFC 7723"),
        Row("192.0.0.10/32", "Traversal Using Relays around NAT Anycast", "RFC 8155"),
        Row("192.0.0.170/32", "NAT64/DNS64 Discovery", "RFC 8880, RFC 7050 §2.2"),
        Row("192.0.0.171/32", "NAT64/DNS64 Discovery", "RFC 8880, RFC 7050 §2.2"),
        Row("192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737"),
        Row("192.31.196.0/24", "AS112-v4", "RFC 7535"),
        Row("192.52.193.0/24", "AMT", "RFC 7450"),
        Row("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", "RFC 7526"),
        Row("192.88.99.2/32", "6a44-relay anycast address", "RFC 6751"),
        Row("192.168.0.0/16", "Private-Use", "RFC 1918"),
        Row("192.175.48.0/24", "Direct Delegation AS112 Service", "RFC 7534"),
        Row("198.18.0.0/15", "Benchmarking", "RFC 2544"),
        Row("198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737"),
        Row("203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737"),
        Row("224.0.0.0/4", "Multicast", "RFC 5771"),
        Row("240.0.0.0/4", "Reserved", "RFC 1112 §4"),
        Row("255.255.255.255/32", "Limited Broadcast", "RFC 8190, RFC 919 §7"),
    ];

    /// <summary>IPv6, in the registry's order.</summary>
    public static readonly IReadOnlyList<SpecialPurposeRange> IPv6 =
    [
        Row("::1/128", "Loopback Address", "RFC 4291 §2.5.3"),
        Row("::/128", "Unspecified Address", "RFC 4291 §2.5.2"),
        Row("::ffff:0:0/96", "IPv4-mapped Address", "RFC 4291 §2.5.5.2"),
        Row("64:ff9b::/96", "IPv4-IPv6 Translation", "RFC 6052 §2.1"),
        Row("64:ff9b:1::/48", "IPv4-IPv6 Translation, local use", "RFC 8215"),
        Row("100::/64", "Discard-Only Address Block", "RFC 6666"),
        Row("100:0:0:1::/64", "Dummy IPv6 Prefix", "RFC 9780"),
        Row("2001::/23", "IETF Protocol Assignments", "RFC 2928"),
        Row("2001::/32", "TEREDO", "RFC 4380"),
        Row("2001:1::1/128", "Port Control Protocol Anycast", "RFC 7723"),
        Row("2001:1::2/128", "Traversal Using Relays around NAT Anycast", "RFC 8155"),
        Row("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast", "RFC 9665"),
        Row("2001:2::/48", "Benchmarking", "RFC 5180"),
        Row("2001:3::/32", "AMT", "RFC 7450"),
        Row("2001:4:112::/48", "AS112-v6", "RFC 7535"),
        Row("2001:10::/28", "Deprecated (previously ORCHID)", "RFC 4843"),
        Row("2001:20::/28", "ORCHIDv2", "RFC 7343"),
        Row("2001:30::/28", "Drone Remote ID Protocol Entity Tags", "RFC 9374"),
        Row("2001:db8::/32", "Documentation", "RFC 3849"),
        Row("2002::/16", "6to4", "RFC 3056"),
        Row("2620:4f:8000::/48", "Direct Delegation AS112 Service", "RFC 7534"),
        Row("3fff::/20", "Documentation", "RFC 9637"),
        Row("5f00::/16", "Segment Routing (SRv6) SIDs", "RFC 9602"),
        Row("fc00::/7", "Unique-Local", "RFC 4193"),
        Row("fe80::/10", "Link-Local Unicast", "RFC 4291 §2.5.6"),
        Row("::/96", "Deprecated (IPv4-compatible Address)", "RFC 4291 §2.5.5.1"),
        Row("fec0::/10", "Deprecated (Site-Local Unicast)", "RFC 3879"),
        Row("ff00::/8", "Multicast", "RFC 4291 §2.7"),

        // What is left of the address space around 2000::/3, the only global unicast that IANA allocates from.
        Row("::/3", "Not global unicast", "RFC 4291 §2.4"),
        Row("4000::/2", "Not global unicast", "RFC 4291 §2.4"),
        Row("8000::/1", "Not global unicast", "RFC 4291 §2.4"),
    ];

    /// <summary>
    /// All rows as ranges to look up canonical addresses in: none of these is IPv4-mapped, and that row would be read as all of IPv4.
    /// </summary>
    internal static AddressRanges Ranges { get; } = AddressRanges.Of(IPv4.Concat(IPv6)
        .Select(row => row.Network)
        .Where(network => !CanonicalAddress.IsMapped(TransportAddress.From(network.BaseAddress, 0).IPv6Bits)));

    /// <summary>
    /// The narrowest range that an address lies in, to tell a person why it is denied; null if it lies in none. IPv4-mapped addresses
    /// count as IPv4.
    /// </summary>
    public static SpecialPurposeRange? Find(in TransportAddress address)
    {
        var canonical = CanonicalAddress.Of(address);
        SpecialPurposeRange? narrowest = null;
        foreach (var row in canonical.IsIPv4 ? IPv4 : IPv6)
        {
            if (row.Network.PrefixLength > (narrowest?.Network.PrefixLength ?? -1) && row.Network.Contains(canonical.ToIPAddress()))
                narrowest = row;
        }
        return narrowest;
    }

    private static SpecialPurposeRange Row(string network, string name, string reference) => new(IPNetwork.Parse(network), name, reference);
}
