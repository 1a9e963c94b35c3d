using System.Security.Cryptography;
using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>What is sent arrives, whole and as what it was.</summary>
[Collection(Interoperability.Name)]
public sealed class MessageTests(ForeignPeers peers)
{
    private const int Bulk = 10_000_000;

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task Text_and_bytes_of_every_size_come_back(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("echo");
        await both.Foreign.Echo("echo");

        foreach (var text in (string[])["a", "żółw, 亀, черепаха", "🐢👩‍👩‍👧‍👦", "", "a\0b", new string('ß', 10_000)])
        {
            await both.Engine.Send("echo", new PeerMessage(text));
            (await both.Engine.Receive("echo")).Text.ShouldBe(text);
        }
        var limit = await both.Engine.MaxMessageSize("echo");
        foreach (var size in (int[])[0, 1, 2, 1200, 16_384, 65_536, 262_144])
        {
            var data = RandomNumberGenerator.GetBytes(Math.Min(size, limit));
            await both.Engine.Send("echo", new PeerMessage(Binary: data));
            var back = await both.Engine.Receive("echo");
            back.Binary.ShouldNotBeNull($"{size} bytes");
            back.Binary.AsSpan().SequenceEqual(data).ShouldBeTrue($"{size} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task What_the_other_end_sends_comes_back_from_the_engine(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("echo");
        await both.Engine.Echo("echo");

        foreach (var message in (PeerMessage[])[new("żółw 🐢"), new(""), new(Binary: []), new(Binary: [0]), new(Binary: [1, 2, 255])])
        {
            await both.Foreign.Send("echo", message);
            var back = await both.Foreign.Receive("echo");
            back.Text.ShouldBe(message.Text);
            back.Binary.ShouldBe(message.Binary);
        }
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task A_message_above_the_limit_of_the_other_end_is_refused_and_harms_nothing(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("chat");
        var limit = await both.Engine.MaxMessageSize("chat");

        if (limit < 1 << 28)
        {
            var tooLong = new PeerMessage(Binary: new byte[limit + 1]);
            await Should.ThrowAsync<ArgumentOutOfRangeException>(() => both.Engine.Send("chat", tooLong));
        }

        await both.Exchange("chat");
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task Ten_megabytes_arrive_whole_each_way(PeerKind kind, bool engineOffers)
    {
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("bulk");

        foreach (var (from, to) in new (IPeer From, IPeer To)[] { (both.Engine, both.Foreign), (both.Foreign, both.Engine) })
        {
            var (received, sent) = (to.ReceiveBulk("bulk", Bulk), from.SendBulk("bulk", Bulk, 16_384));
            await both.Pair.With(() => Task.WhenAll(received, sent));
            (await received).ShouldBe(await sent, $"from {from.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases.PeersAndRoles), MemberType = typeof(Cases))]
    public async Task Both_may_send_at_the_same_time(PeerKind kind, bool engineOffers)
    {
        const int Bytes = 2_000_000;
        await using var both = await EngineAndForeignPeer.Create(peers, kind, engineOffers);
        await both.Connect("bulk");

        var (toEngine, toForeign) = (both.Engine.ReceiveBulk("bulk", Bytes), both.Foreign.ReceiveBulk("bulk", Bytes));
        var (fromEngine, fromForeign) = (both.Engine.SendBulk("bulk", Bytes, 60_000), both.Foreign.SendBulk("bulk", Bytes, 60_000));
        await both.Pair.With(() => Task.WhenAll(toEngine, toForeign, fromEngine, fromForeign));

        (await toEngine).ShouldBe(await fromForeign);
        (await toForeign).ShouldBe(await fromEngine);
    }
}
