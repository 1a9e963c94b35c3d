using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>The end of one side: with a farewell, or without.</summary>
[Collection(Interoperability.Name)]
public sealed class EndTests(ForeignPeers peers)
{
    // A consent check that stays unanswered, and what follows it (RFC 7675).
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task A_farewell_of_the_other_end_closes_the_channels(PeerKind kind, bool engineOffers)
    {
        var foreign = await peers.Connect(kind);
        await using var both = EngineAndForeignPeer.Of(foreign, engineOffers);
        await both.Connect("chat");

        await foreign.DisposeAsync();

        await both.Engine.Closed("chat");
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task A_farewell_of_the_engine_closes_the_channels(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("chat");

        await both.Engine.Connection.CloseAsync();

        await both.Foreign.Closed("chat");
    }

    [Theory]
    [InlineData(PeerKind.Chromium)]
    [InlineData(PeerKind.Firefox)]
    [InlineData(PeerKind.Aiortc)]
    public async Task A_peer_that_was_killed_is_missed(PeerKind kind)
    {
        await using var program = await peers.Start(kind);
        await using var both = EngineAndForeignPeer.Of(await program.Connect(), engineOffers: true);
        await both.Connect("chat");

        await program.Kill();

        await both.Engine.State(Silence, "disconnected", "failed");
    }
}
