using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>Descriptions after the first, from either end.</summary>
[Collection(Interoperability.Name)]
public sealed class NegotiationTests(ForeignPeers peers)
{
    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task Another_offer_changes_nothing_that_works(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("chat");
        // Until a pair is nominated the path may still change by itself: to the best one that answers.
        await both.Engine.Settled();
        var before = await both.Engine.Connection.GetStatsAsync();

        await both.Pair.Negotiate(both.Pair.Offerer, both.Pair.Answerer);
        await both.Exchange("chat");
        await both.Pair.Negotiate(both.Pair.Offerer, both.Pair.Answerer);
        await both.Exchange("chat");

        var after = await both.Engine.Connection.GetStatsAsync();
        after.SelectedCandidatePair!.Id.ShouldBe(before.SelectedCandidatePair!.Id);
        both.Engine.Connection.ConnectionState.ShouldBe(ConnectionState.Connected);
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task The_end_that_answered_first_may_offer_next(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("chat");

        await both.Pair.Negotiate(both.Pair.Answerer, both.Pair.Offerer);
        await both.Exchange("chat");
        await both.Pair.Negotiate(both.Pair.Offerer, both.Pair.Answerer);
        await both.Exchange("chat");
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task Channels_are_added_with_and_without_another_offer(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("first");

        foreach (var maker in new IPeer[] { both.Engine, both.Foreign })
        {
            await maker.CreateChannel($"without, {maker.Name}");
            await both.Opened($"without, {maker.Name}");
            await both.Exchange($"without, {maker.Name}");

            await maker.CreateChannel($"with, {maker.Name}");
            await both.Pair.Negotiate(both.Pair.Offerer, both.Pair.Answerer);
            await both.Opened($"with, {maker.Name}");
            await both.Exchange($"with, {maker.Name}");
        }
        await both.Exchange("first");
    }
}
