using PeerCall.EndToEnd.Hosting;
using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>ICE restarts (RFC 9429 §4.1.18) from either end, while data flows. aiortc has none.</summary>
[Collection(Interoperability.Name)]
public sealed class RestartTests(ForeignPeers peers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [MemberData(nameof(Cases.BrowsersAndRoles), MemberType = typeof(Cases))]
    public Task The_engine_restarts(PeerKind kind, bool engineOffers) => Restart(kind, engineOffers, static both => (both.Engine, both.Foreign));

    [Theory]
    [MemberData(nameof(Cases.BrowsersAndRoles), MemberType = typeof(Cases))]
    public Task The_other_end_restarts(PeerKind kind, bool engineOffers) => Restart(kind, engineOffers, static both => (both.Foreign, both.Engine));

    private async Task Restart(PeerKind kind, bool engineOffers, Func<EngineAndForeignPeer, (IPeer From, IPeer To)> who)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("flow");
        await both.Foreign.Echo("flow");
        using var enough = new CancellationTokenSource();
        var flow = Flow(both.Engine, enough.Token);
        var (from, to) = who(both);

        for (var round = 0; round < 3; round++)
        {
            var before = (await both.Engine.Connection.GetStatsAsync()).SelectedCandidatePair!.Id;
            var fragment = Fragment(both.Engine);
            await both.Pair.Negotiate(from, to, restart: true);
            string.Equals(Fragment(both.Engine), fragment, StringComparison.Ordinal).ShouldBeFalse();
            await Eventually.Holds(
                async () => (await both.Engine.Connection.GetStatsAsync()).SelectedCandidatePair is { } pair && pair.Id != before,
                Patience,
                () => $"another pair is in use. {both.Engine.LastReported}\n{both.Foreign.LastReported}");
            await both.Pair.Connected();
        }

        await enough.CancelAsync();
        (await flow).ShouldBeGreaterThan(0);
    }

    /// <summary>Message after message, each back before the next; how many.</summary>
    private static async Task<int> Flow(EnginePeer engine, CancellationToken enough)
    {
        var count = 0;
        while (!enough.IsCancellationRequested)
        {
            var text = $"{count++}";
            await engine.Send("flow", new PeerMessage(text));
            (await engine.Receive("flow")).Text.ShouldBe(text);
        }
        return count;
    }

    private static string Fragment(EnginePeer engine) =>
        engine.Connection.LocalDescription!.Sdp.Split("\r\n").First(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal));
}
