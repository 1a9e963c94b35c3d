using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Links;

/// <summary>How a link really runs, from what both ends say, as a word of a closed list. The same rules as the page's and the programs' (<c>linkPath.ts</c>, <c>PeerCall.Peer.LinkPath</c>).</summary>
internal static class LinkPath
{
    /// <summary>Nobody has said.</summary>
    public const string None = "none";

    /// <summary>How much a network had to be coaxed, least first.</summary>
    private static readonly string[] Transports = ["udp", "tcp", "tls"];
    private static readonly string[] RelayPaths = ["relay-udp", "relay-tcp", "relay-tls"];

    /// <summary><c>direct</c>, <c>nat</c>, <c>relay-udp</c>, <c>relay-tcp</c>, <c>relay-tls</c> or <c>none</c>.</summary>
    /// <param name="one">What one end says; null if it has said nothing.</param>
    /// <param name="other">What the other end says.</param>
    public static string Of(LinkReport? one, LinkReport? other)
    {
        if ((one?.Local ?? other?.Local) is null)
            return None;
        var oneRelays = HoldsRelay(one, other);
        var otherRelays = HoldsRelay(other, one);
        if (oneRelays || otherRelays)
        {
            // With a relay at each end, the one with the dearer way decides. Who has not said how the server is reached reaches it by UDP, as nearly everybody.
            return RelayPaths[Math.Max(0, Math.Max(oneRelays ? Cost(one) : 0, otherRelays ? Cost(other) : 0))];
        }
        return Type(one, other) == "host" && Type(other, one) == "host" ? "direct" : "nat";
    }

    /// <summary>Whether a path goes over a TURN server.</summary>
    public static bool IsRelayed(string path) => Array.IndexOf(RelayPaths, path) >= 0;

    /// <summary>
    /// One end is not enough: the far end of a relay may see a peer-reflexive candidate, and behind a NAT of its own a relay's candidate is peer-reflexive to its own end, where only the protocol to the
    /// server tells where it began.
    /// </summary>
    private static bool HoldsRelay(LinkReport? own, LinkReport? far) =>
        IsRelay(own?.Local) || IsRelay(far?.Remote) || (own?.RelayOnly == true && (own.Local?.Type == "prflx" || far?.Remote?.Type == "prflx"));

    private static bool IsRelay(ReportedCandidate? candidate) => candidate is { Type: "relay" } or { Type: "prflx", RelayProtocol: not null };

    private static int Cost(LinkReport? own) => Array.IndexOf(Transports, own?.Local?.RelayProtocol);

    /// <summary>What an end says of its own side counts most: where host candidates are hidden behind mDNS names, they look peer-reflexive from the other.</summary>
    private static string? Type(LinkReport? own, LinkReport? far) => own?.Local?.Type ?? far?.Remote?.Type;
}
