using PeerCall.Server.Links;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Tests.Links;

/// <summary>How a link runs, from what both ends say: the same answer whichever is asked first.</summary>
public class LinkPathTests
{
    public static TheoryData<string, LinkReport?, LinkReport?, string> Cases => new()
    {
        { "nobody has said", null, null, "none" },
        { "never connected", new LinkReport { State = "failed" }, new LinkReport { State = "failed" }, "none" },
        { "host to host", Report("host", "host"), Report("host", "host"), "direct" },
        { "host to host, by one end", Report("host", "host"), null, "direct" },
        { "hidden behind mDNS names", Report("host", "prflx"), Report("host", "prflx"), "direct" },
        { "hidden behind mDNS names, by one end", Report("host", "prflx"), null, "nat" },
        { "through a NAT", Report("srflx", "host"), Report("host", "srflx"), "nat" },
        { "a relay", Report("relay", "host", "udp"), Report("host", "relay"), "relay-udp" },
        { "a relay that looks peer-reflexive from the other end", Report("relay", "host", "tls"), Report("host", "prflx"), "relay-tls" },
        { "a relay that is seen by the other end alone", null, Report("host", "relay"), "relay-udp" },
        { "a relay behind a NAT of its own", Report("prflx", "host", "tcp"), Report("host", "prflx"), "relay-tcp" },
        { "a relay behind a NAT, and a browser that does not say so", Report("prflx", "host") with { RelayOnly = true }, Report("host", "prflx"), "relay-udp" },
        { "relay only, seen as peer-reflexive", Report("host", "prflx") with { RelayOnly = true }, Report("host", "prflx"), "relay-udp" },
        { "two relays: the dearer way decides", Report("relay", "relay", "udp"), Report("relay", "relay", "tls"), "relay-tls" },
        { "a relay of which nobody says how it is reached", Report("relay", "host"), Report("host", "relay"), "relay-udp" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Both_ends_tell_the_path(string what, LinkReport? one, LinkReport? other, string path)
    {
        LinkPath.Of(one, other).ShouldBe(path, what);
        LinkPath.Of(other, one).ShouldBe(path, what + ", the other way round");
        LinkPath.IsRelayed(path).ShouldBe(path.StartsWith("relay-", StringComparison.Ordinal));
    }

    private static LinkReport Report(string local, string remote, string? relayProtocol = null) => new()
    {
        State = "connected",
        Local = new ReportedCandidate { Type = local, Protocol = "udp", RelayProtocol = relayProtocol },
        Remote = new ReportedCandidate { Type = remote, Protocol = "udp" },
    };
}
