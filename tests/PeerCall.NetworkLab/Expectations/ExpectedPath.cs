using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Expectations;

/// <summary>The best path that there is between two NATs, and so the one that a call has to take.</summary>
/// <param name="Kind">What people are shown on both ends.</param>
/// <param name="Relays">Relays in the path: one is enough wherever one end can reach the other's.</param>
/// <param name="Reason">Why nothing better is possible.</param>
internal sealed record ExpectedPath(string Kind, int Relays, string Reason)
{
    /// <summary>The expectation for every pair, whoever is on which side.</summary>
    /// <param name="a">What stands before one client.</param>
    /// <param name="b">What stands before the other.</param>
    /// <param name="onPagePort">How TURN is reached on the page's port: <c>tls</c>, or <c>tcp</c> where the certificate is one that browsers refuse for TURN.</param>
    public static ExpectedPath Of(NatKind a, NatKind b, string onPagePort = "tls")
    {
        var (lesser, greater) = a <= b ? (a, b) : (b, a);
        return (lesser, greater) switch
        {
            (NatKind.UdpBlocked or NatKind.OnePort, NatKind.OnePort) => new($"relay-{onPagePort}", 2, "neither end gets UDP out, and one of them reaches nothing but the page's port"),
            (_, NatKind.OnePort) => new($"relay-{onPagePort}", 1, "one end reaches nothing but the page's port"),
            (NatKind.UdpBlocked, NatKind.UdpBlocked) => new("relay-tcp", 2, "neither end gets UDP out, so each needs a relay"),
            (_, NatKind.UdpBlocked) => new("relay-tcp", 1, "one end gets no UDP out; the other reaches its relayed address"),
            (NatKind.Symmetric, NatKind.Symmetric) => new("relay-udp", 1, "neither end can know the port that the other's NAT will choose for it"),
            (NatKind.PortRestricted, NatKind.Symmetric) => new("relay-udp", 1, "the port that the symmetric NAT chooses is not the one that the other NAT lets in"),
            (NatKind.None, NatKind.None) => new("direct", 0, "both addresses are public"),
            (NatKind.None, _) => new("nat", 0, "the end with the public address is reached, and answers to where the packets come from"),
            (_, NatKind.Symmetric) => new("nat", 0, "the other NAT lets packets of this address in from any port, and its client answers to where they come from"),
            _ => new("nat", 0, "both mappings are the same for every destination: holes are punched"),
        };
    }
}
