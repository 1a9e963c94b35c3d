using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// One form for each address that packets can reach, so that a list of networks cannot be passed by writing an address in another way.
/// </summary>
internal static class CanonicalAddress
{
    private const ulong MappedPrefix = 0x0000_FFFF;

    /// <summary>Bits of a network's prefix that make it one of IPv4-mapped addresses.</summary>
    public const int MappedPrefixLength = 96;

    /// <summary>
    /// An IPv4-mapped address (RFC 4291 §2.5.5.2) becomes the IPv4 address: the system sends to that. The interface of a link-local
    /// address is dropped. Port and everything else stay.
    /// </summary>
    public static TransportAddress Of(in TransportAddress address)
    {
        if (!address.IsIPv6)
            return address;
        var bits = address.IPv6Bits;
        return IsMapped(bits) ? TransportAddress.FromIPv4((uint)bits, address.Port) : TransportAddress.FromIPv6(bits, address.Port);
    }

    /// <summary>Whether this is an IPv4-mapped address.</summary>
    public static bool IsMapped(UInt128 bits) => bits >> 32 == MappedPrefix;
}
