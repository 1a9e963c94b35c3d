using System.Net;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.PeerAddresses;

internal static class Policies
{
    public static IRelayedAddresses NothingRelayed { get; } = new RelayedSet([]);

    public static PeerAddressPolicy With(PolicySettings settings) => new(
        settings.Allowed.Select(IPNetwork.Parse),
        settings.Denied.Select(IPNetwork.Parse),
        settings.Own.Select(IPAddress.Parse),
        new RelayedSet(settings.Relayed.Select(r => PeerAddressOracle.Canonical(Ip.Parse(r.Address)).At(r.Port))));

    public static PeerAddressPolicy With(string? allowed = null, string? denied = null, string? own = null, string? relayed = null) => With(new PolicySettings(
        List(allowed), List(denied), List(own), [.. List(relayed).Select(r => TransportAddress.TryParse(r, out var a) ? (a.ToIPAddress().ToString(), (int)a.Port) : throw new FormatException(r))]));

    public static TransportAddress Peer(string address, int port = 4000) => TransportAddress.From(IPAddress.Parse(address), port);

    private static string[] List(string? texts) => texts?.Split(' ') ?? [];

    private sealed class RelayedSet(IEnumerable<TransportAddress> addresses) : IRelayedAddresses
    {
        private readonly HashSet<TransportAddress> _all = [.. addresses];
        private readonly HashSet<TransportAddress> _addresses = [.. addresses.Select(a => a.WithPort(0))];

        public bool Contains(in TransportAddress address) => _all.Contains(address);

        public bool ContainsAddress(in TransportAddress address) => _addresses.Contains(address.WithPort(0));
    }
}
