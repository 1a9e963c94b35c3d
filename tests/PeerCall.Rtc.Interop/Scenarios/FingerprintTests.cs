using System.Text.RegularExpressions;
using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>A certificate that is not the promised one: somebody is in between.</summary>
[Collection(Interoperability.Name)]
public sealed partial class FingerprintTests(ForeignPeers peers)
{
    // From the moment that signaling is done: connectivity checks and a handshake are within it.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task The_engine_lets_nothing_through(PeerKind kind, bool engineOffers)
    {
        // The foreign description is an answer if the engine offers.
        await using var both = engineOffers
            ? await EngineAndForeignPeer.Create(peers, kind, engineOffers, onAnswer: Another)
            : await EngineAndForeignPeer.Create(peers, kind, engineOffers, onOffer: Another);
        await both.Engine.CreateChannel("ours", new ChannelSettings { Negotiated = true, Id = 0 });
        await both.Foreign.CreateChannel("ours", new ChannelSettings { Negotiated = true, Id = 0 });
        await both.Pair.Negotiate(both.Pair.Offerer, both.Pair.Answerer);

        (await both.Engine.State(Limit, "failed")).ShouldBe("failed");

        (await both.Engine.WasOpen("ours")).ShouldBeFalse();
        (await both.Foreign.WasOpen("ours")).ShouldBeFalse();
        var report = await both.Engine.Connection.GetStatsAsync();
        report.OfType<TransportStats>().Single().DtlsState.ShouldBe("failed");
        report.OfType<DataChannelStats>().ShouldAllBe(static channel => channel.MessagesReceived == 0 && channel.MessagesSent == 0);
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task The_other_end_lets_nothing_through_and_the_engine_hears_of_it(PeerKind kind, bool engineOffers)
    {
        await using var both = engineOffers
            ? await EngineAndForeignPeer.Create(peers, kind, engineOffers, onOffer: Another)
            : await EngineAndForeignPeer.Create(peers, kind, engineOffers, onAnswer: Another);
        await both.Pair.Offerer.CreateChannel("chat");
        await both.Pair.Negotiate(both.Pair.Offerer, both.Pair.Answerer);

        await both.Foreign.State(Limit, "failed", "closed");

        (await both.Foreign.WasOpen("chat")).ShouldBeFalse();
        // aiortc keeps it to itself.
        if (kind is not PeerKind.Aiortc)
            await both.Engine.State(Limit, "failed", "closed", "disconnected");
        (await both.Engine.WasOpen("chat")).ShouldBeFalse();
    }

    /// <summary>Another fingerprint in place of each; its first byte is never the same.</summary>
    private static string Another(string sdp) => Fingerprint().Replace(
        sdp, static match => $"{match.Groups["algorithm"].Value}{(match.Groups["first"].Value == "00" ? "11" : "00")}");

    [GeneratedRegex(@"(?<algorithm>a=fingerprint:\S+ )(?<first>[0-9A-Fa-f]{2})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fingerprint();
}
