using System.Net;
using System.Net.Sockets;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>The addresses of one family that are relayed with.</summary>
/// <param name="Public">As clients are told.</param>
/// <param name="Bound">As this machine has it; another one behind a one-to-one NAT.</param>
internal sealed record RelayPair(IPAddress Public, IPAddress Bound);

/// <summary>Which addresses the embedded server relays with: configured, or found.</summary>
/// <param name="IPv4">Of IPv4; null without.</param>
/// <param name="IPv6">Of IPv6; null without.</param>
internal sealed record RelayPlan(RelayPair? IPv4, RelayPair? IPv6)
{
    /// <summary>The one to name where there is room for one.</summary>
    public IPAddress Public => (IPv4 ?? IPv6)!.Public;

    /// <summary>Makes the plan: resolves names, looks at the interfaces.</summary>
    /// <exception cref="StartupFaultException">A name has no address, or the machine has not the address it is to relay with.</exception>
    public static async Task<RelayPlan> MakeAsync(EmbeddedTurnOptions options, ILocalNetwork network, CancellationToken cancellation)
    {
        var named = await ResolveAsync(options, network, cancellation);
        var ipv4 = Pair(AddressFamily.InterNetwork);
        var ipv6 = Pair(AddressFamily.InterNetworkV6);
        if (ipv4 is null && ipv6 is null)
            ipv4 = new RelayPair(IPAddress.Loopback, IPAddress.Loopback);
        var plan = new RelayPlan(ipv4, ipv6);
        plan.CheckBound(options, network);
        return plan;

        RelayPair? Pair(AddressFamily family)
        {
            var configured = options.RelayAddresses.FirstOrDefault(address => address.AddressFamily == family);
            var known = named.FirstOrDefault(address => address.AddressFamily == family);
            if (known is not null)
                return new RelayPair(known, configured ?? (network.Has(known) ? known : Found(family, network) ?? known));
            if (configured is not null)
                return new RelayPair(configured, configured);
            // Whoever names addresses of one family alone means that one.
            if (named.Count > 0 || options.RelayAddresses.Count > 0 || Found(family, network) is not { } found)
                return null;
            // IPv6 that leads nowhere but the own network helps nobody whom IPv4 would not.
            return family is AddressFamily.InterNetwork || GlobalAddress.Is(found) ? new RelayPair(found, found) : null;
        }
    }

    /// <summary>
    /// Whether an address can be that of a relay at all: one machine's, and the same for every peer. The unspecified ones, multicast, broadcast, IPv4 in IPv6 clothes and
    /// what is bound to a link are not.
    /// </summary>
    public static bool CanRelayWith(IPAddress address) => address.AddressFamily is AddressFamily.InterNetwork
        ? address.GetAddressBytes() is [> 0 and < 224, ..]
        : !address.Equals(IPAddress.IPv6Any) && address is { IsIPv6Multicast: false, IsIPv4MappedToIPv6: false, IsIPv6LinkLocal: false };

    private static IPAddress? Found(AddressFamily family, ILocalNetwork network) =>
        network.Addresses.FirstOrDefault(address => address.AddressFamily == family && GlobalAddress.Is(address)) ?? network.WayOut(family);

    private static async Task<List<IPAddress>> ResolveAsync(EmbeddedTurnOptions options, ILocalNetwork network, CancellationToken cancellation)
    {
        List<IPAddress> found = [];
        foreach (var text in options.PublicAddress)
        {
            // A name server that filters answers 0.0.0.0.
            var addresses = IPAddress.TryParse(text, out var address) ? [address] : (await network.ResolveAsync(text, cancellation)).Where(CanRelayWith).ToArray();
            if (addresses.Length == 0)
                throw new StartupFaultException($"Turn:PublicAddress is \"{text}\", a name that has no address to relay with; it expects an IP address or a host name that this machine can look up.");
            found.AddRange(addresses.Where(one => found.All(other => other.AddressFamily != one.AddressFamily)).DistinctBy(static one => one.AddressFamily));
        }
        return found;
    }

    private void CheckBound(EmbeddedTurnOptions options, ILocalNetwork network)
    {
        foreach (var pair in new[] { IPv4, IPv6 })
        {
            if (pair is null || network.Has(pair.Bound))
                continue;
            throw options.RelayAddresses.Contains(pair.Bound)
                ? new StartupFaultException($"Turn:RelayAddress is \"{pair.Bound}\", which this machine does not have; it expects an IP address of this machine.")
                : new StartupFaultException($"Turn:PublicAddress is \"{pair.Public}\", and this machine has no address of that family to relay with; it expects one of another family, or Turn:RelayAddress beside it.");
        }
    }
}
