using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using PeerCall.Server.ServerPeers.Hub;

namespace PeerCall.Server.Tests.ServerPeers;

/// <summary>The hub as a machine: order, queues and who holds whom back, in virtual time.</summary>
public sealed class HubOrderTests
{
    private static readonly byte[] Large = new byte[HubLimits.MaxMessage];

    private readonly HubOrder _hub = new();
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    [Fact]
    public void Everybody_gets_every_message_in_one_order()
    {
        var outputs = Enumerable.Range(0, 3).Select(_ => new Output()).ToArray();
        foreach (var output in outputs)
            _hub.Add(output);

        Publish("abcdefgh", "one"u8, isText: true);
        Publish("stuvwxyz", [1, 2, 3], isText: false);

        foreach (var output in outputs)
        {
            output.Frames.Select(static frame => frame.IsText).ShouldBe([true, false]);
            Encoding.UTF8.GetString(output.Frames[0].Bytes.Span).ShouldBe("""{"seq":1,"from":"abcdefgh","text":"one"}""");
            var binary = output.Frames[1].Bytes.ToArray();
            BinaryPrimitives.ReadInt64BigEndian(binary).ShouldBe(2);
            binary[8].ShouldBe((byte)8);
            Encoding.ASCII.GetString(binary, 9, 8).ShouldBe("stuvwxyz");
            binary[17..].ShouldBe([1, 2, 3]);
        }
    }

    [Fact]
    public void Any_text_arrives_as_json()
    {
        var output = new Output();
        _hub.Add(output);
        const string Text = "quote \" backslash \\ control \u0001 line\n emoji 🎉 <b>";

        Publish("abcdefgh", Encoding.UTF8.GetBytes(Text), isText: true);
        Publish("abcdefgh", [0xC3, 0x28], isText: true);

        Texts(output).ShouldBe([Text, "\uFFFD("]);
    }

    [Fact]
    public void What_does_not_go_out_at_once_waits_in_order()
    {
        var output = new Output { IsFull = true };
        var receiver = _hub.Add(output);
        Publish("abcdefgh", "one"u8, isText: true);
        Publish("abcdefgh", "two"u8, isText: true);
        output.IsFull = false;
        Publish("abcdefgh", "three"u8, isText: true);

        output.Frames.ShouldBeEmpty("nothing overtakes what waits");
        output.Wakes.ShouldBeGreaterThan(0);
        while (receiver.TryTake(out var frame))
        {
            output.Frames.Add(frame);
            receiver.TryTake(out _).ShouldBeFalse("one at a time");
            receiver.Sent(_now);
        }

        Texts(output).ShouldBe(["one", "two", "three"]);
        receiver.Waiting.ShouldBe(0);
        Publish("abcdefgh", "four"u8, isText: true);
        Texts(output)[^1].ShouldBe("four");
    }

    [Fact]
    public void A_receiver_that_takes_nothing_loses_its_place_and_nobody_else_anything()
    {
        var stalled = new Output { IsFull = true };
        var good = new Output();
        var receiver = _hub.Add(stalled);
        _hub.Add(good);

        for (var i = 0; i < 100; i++)
        {
            Publish("abcdefgh", Large, isText: false);
            receiver.Waiting.ShouldBeLessThanOrEqualTo(HubLimits.MaxQueue);
            _now += HubLimits.StallTime;
        }

        stalled.Losses.ShouldBe(1);
        receiver.IsBehind.ShouldBeTrue();
        receiver.Waiting.ShouldBe(0, "its memory is free");
        good.Frames.Count.ShouldBe(100);
    }

    [Fact]
    public void Many_small_messages_are_bounded_too()
    {
        var output = new Output { IsFull = true };
        _hub.Add(output);
        var count = 0;
        while (output.Losses == 0)
        {
            Publish("abcdefgh", [], isText: false);
            count++;
        }

        count.ShouldBeLessThan(HubLimits.MaxQueue / HubLimits.Overhead);
    }

    [Fact]
    public void A_receiver_that_makes_progress_holds_senders_back_until_it_has_caught_up()
    {
        var receiver = Fill(above: HubLimits.HighWater);
        _hub.HeldUntil(_now).ShouldBe(_now + HubLimits.StallTime);

        _now += TimeSpan.FromMilliseconds(900);
        Take(receiver);
        _hub.HeldUntil(_now).ShouldBe(_now + HubLimits.StallTime, "it is still above the lower mark");

        while (receiver.Waiting > HubLimits.LowWater)
            Take(receiver);
        _hub.HeldUntil(_now).ShouldBeNull();
    }

    [Fact]
    public void A_stalled_receiver_holds_nobody_for_longer_than_a_second()
    {
        Fill(above: HubLimits.HighWater);
        _now += HubLimits.StallTime - TimeSpan.FromMilliseconds(1);
        _hub.HeldUntil(_now).ShouldNotBeNull();
        _now += TimeSpan.FromMilliseconds(1);
        _hub.HeldUntil(_now).ShouldBeNull();
        Publish("abcdefgh", Large, isText: false);
        _hub.HeldUntil(_now).ShouldBeNull("another message is no progress");
    }

    [Fact]
    public void Nor_does_one_that_takes_a_message_now_and_then()
    {
        var receiver = Fill(above: HubLimits.HighWater, size: 1000);
        var held = TimeSpan.Zero;
        for (var i = 0; i < 40; i++)
        {
            if (_hub.HeldUntil(_now) is not null)
                held += TimeSpan.FromMilliseconds(900);
            _now += TimeSpan.FromMilliseconds(900);
            Take(receiver);
        }

        held.ShouldBeLessThan(HubLimits.HoldTime + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Who_leaves_holds_nobody()
    {
        var receiver = Fill(above: HubLimits.HighWater);
        _hub.Remove(receiver);
        _hub.HeldUntil(_now).ShouldBeNull();
    }

    [Fact]
    public void Who_comes_later_gets_what_follows()
    {
        Publish("abcdefgh", "before"u8, isText: true);
        var output = new Output();
        _hub.Add(output);
        Publish("abcdefgh", "after"u8, isText: true);
        Texts(output).ShouldBe(["after"]);
        JsonDocument.Parse(output.Frames[0].Bytes).RootElement.GetProperty("seq").GetInt64().ShouldBe(2);
    }

    private static List<string> Texts(Output output) =>
        [.. output.Frames.Select(static frame => JsonDocument.Parse(frame.Bytes).RootElement.GetProperty("text").GetString()!)];

    private HubReceiver Fill(int above, int size = 60_000)
    {
        var receiver = _hub.Add(new Output { IsFull = true });
        while (receiver.Waiting <= above)
            Publish("abcdefgh", new byte[size], isText: false);
        return receiver;
    }

    private void Take(HubReceiver receiver)
    {
        receiver.TryTake(out _).ShouldBeTrue();
        receiver.Sent(_now);
    }

    private void Publish(string from, ReadOnlySpan<byte> data, bool isText) => _hub.Publish(from, data, isText, _now);

    private sealed class Output : IHubOutput
    {
        public List<HubFrame> Frames { get; } = [];

        public bool IsFull { get; set; }

        public int Wakes { get; private set; }

        public int Losses { get; private set; }

        public bool TrySend(in HubFrame frame)
        {
            if (!IsFull)
                Frames.Add(frame);
            return !IsFull;
        }

        public void Wake() => Wakes++;

        public void Behind() => Losses++;
    }
}
