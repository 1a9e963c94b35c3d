using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>Channels open with the properties that they were made with, and close on both sides.</summary>
[Collection(Interoperability.Name)]
public sealed class ChannelTests(ForeignPeers peers)
{
    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task Both_ends_see_the_same_properties_whoever_made_the_channel(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("first");

        foreach (var (maker, other) in new (IPeer, IPeer)[] { (both.Engine, both.Foreign), (both.Foreign, both.Engine) })
        {
            // aiortc counts characters where RFC 8832 counts bytes, when it opens a channel.
            var suffix = maker.Name == nameof(PeerKind.Aiortc) ? "" : " żółw 🐢";
            foreach (var settings in Kinds)
            {
                var label = $"{maker.Name} {settings.Ordered} {settings.MaxRetransmits} {settings.MaxPacketLifeTime}{suffix}";
                await maker.CreateChannel(label, settings with { Protocol = $"protocol{suffix}" });
                await both.Opened(label);
                var (made, seen) = (await maker.Opened(label), await other.Opened(label));
                seen.ShouldBe(made);
                (seen.Ordered, seen.MaxRetransmits, seen.MaxPacketLifeTime).ShouldBe((settings.Ordered, (int?)settings.MaxRetransmits, (int?)settings.MaxPacketLifeTime));
                seen.Protocol.ShouldBe($"protocol{suffix}");

                await both.Exchange(label);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task A_channel_with_an_agreed_id_needs_no_announcement(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        var settings = new ChannelSettings { Negotiated = true, Id = 100, Ordered = false, MaxRetransmits = 0 };
        await both.Foreign.CreateChannel("agreed", settings);
        await both.Engine.CreateChannel("agreed", settings);

        await both.Pair.Connect();

        await both.Opened("agreed");
        (await both.Engine.Opened("agreed")).Id.ShouldBe(100);
        await both.Exchange("agreed");
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task What_is_unordered_and_never_repeated_arrives_where_nothing_is_lost(PeerKind kind, bool engineOffers)
    {
        const int Messages = 200;
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("loose", new ChannelSettings { Ordered = false, MaxRetransmits = 0 });
        await both.Foreign.Echo("loose");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Messages; i++)
        {
            await both.Engine.Send("loose", new PeerMessage($"{i}"));
            seen.Add((await both.Engine.Receive("loose")).Text!);
        }

        seen.Count.ShouldBe(Messages);
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task A_close_from_either_end_and_from_both_at_once_is_seen_on_both_sides(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("stays");

        foreach (var closers in new IPeer[][] { [both.Engine], [both.Foreign], [both.Engine, both.Foreign] })
        {
            foreach (var maker in new IPeer[] { both.Engine, both.Foreign })
            {
                var label = $"closed by {string.Join(" and ", closers.Select(static closer => closer.Name))}, made by {maker.Name}";
                await maker.CreateChannel(label);
                await both.Opened(label);
                await both.Exchange(label);

                await Task.WhenAll(closers.Select(closer => closer.CloseChannel(label)));

                await both.Closed(label);
            }
        }
        await both.Exchange("stays");
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task What_was_sent_before_a_close_arrives_before_it(PeerKind kind, bool engineOffers)
    {
        const int Bytes = 500_000;
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("stays");
        await both.Engine.CreateChannel("farewell");
        await both.Opened("farewell");

        var received = both.Foreign.ReceiveBulk("farewell", Bytes);
        var sent = await both.Engine.SendBulk("farewell", Bytes, 16_384);
        await both.Engine.CloseChannel("farewell");

        (await received).ShouldBe(sent);
        await both.Closed("farewell");
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task An_id_that_became_free_is_used_again(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("stays");

        for (var round = 0; round < 5; round++)
        {
            var label = $"round {round}";
            await both.Engine.CreateChannel(label);
            await both.Opened(label);
            await both.Exchange(label);
            await both.Engine.CloseChannel(label);
            await both.Closed(label);
        }
    }

    private static IEnumerable<ChannelSettings> Kinds =>
    [
        new(),
        new() { Ordered = false },
        new() { Ordered = false, MaxRetransmits = 0 },
        new() { MaxRetransmits = 3 },
        new() { Ordered = false, MaxPacketLifeTime = 2000 },
        new() { MaxPacketLifeTime = 3000 },
    ];
}
