using System.Buffers;
using System.Text;
using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Framing;

public sealed class StreamFramerTests
{
    [Fact]
    public void A_stream_split_at_every_byte_gives_the_same_messages()
    {
        byte[][] messages = [Frames.Stun(), Frames.Channel(5), Frames.Stun(17), Frames.Channel(0), Frames.Channel(8), Frames.Channel(3)];
        var stream = Frames.Stream(messages);
        for (var split = 1; split < stream.Length; split++)
        {
            using var framer = new StreamFramer(FrameLimits.Allocated);
            var at = 0;
            Frames.Feed(framer, stream, () => at++ == 0 ? split : int.MaxValue).ShouldBe(messages);
            framer.Buffered.ShouldBe(0);
        }
    }

    [Fact]
    public void One_byte_at_a_time_is_enough()
    {
        byte[][] messages = [Frames.Stun(5), Frames.Channel(6)];
        using var framer = new StreamFramer(FrameLimits.Allocated);

        Frames.Feed(framer, Frames.Stream(messages), static () => 1).ShouldBe(messages);
    }

    [Fact]
    public void Two_messages_in_one_segment_are_two()
    {
        byte[][] messages = [Frames.Channel(1), Frames.Stun()];
        using var framer = new StreamFramer(FrameLimits.Allocated);

        Frames.Feed(framer, Frames.Stream(messages), static () => int.MaxValue).ShouldBe(messages);
    }

    [Theory]
    [InlineData(65535)]
    [InlineData(65532)]
    public void The_longest_channel_data_passes(int length)
    {
        byte[][] messages = [Frames.Channel(length), Frames.Channel(2)];
        using var framer = new StreamFramer(FrameLimits.Allocated);

        Frames.Feed(framer, Frames.Stream(messages), static () => 1460).ShouldBe(messages);
    }

    [Fact]
    public void The_longest_stun_message_passes()
    {
        var message = Frames.Stun(65528);
        message.Length.ShouldBe(FrameLimits.MaxFrame);
        using var framer = new StreamFramer(FrameLimits.Allocated);

        Frames.Feed(framer, message, static () => 9000).ShouldBe([message]);
    }

    [Fact]
    public void A_message_is_held_back_until_its_padding_is_there()
    {
        using var framer = new StreamFramer(FrameLimits.Allocated);
        Frames.Feed(framer, Frames.Channel(1), static () => int.MaxValue).ShouldBeEmpty();
        framer.Buffered.ShouldBe(5);
        Frames.Feed(framer, [0, 0, 0], static () => int.MaxValue).ShouldBe([Frames.Channel(1)]);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "reserved channel number", [0x50] },
        { "RTP", [0x80, 0x60, 0, 1] },
        { "SSH", "SSH-2.0"u8.ToArray() },
        { "STUN length that is no multiple of 4", [0x00, 0x01, 0x00, 0x03] },
        { "wrong cookie", [0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xA4, 0x43] },
        { "TLS record", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01] },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_neither_stun_nor_channel_data_breaks_the_stream_at_once(string what, byte[] bytes)
    {
        using var framer = new StreamFramer(FrameLimits.Allocated);
        Frames.Feed(framer, bytes, static () => 1).ShouldBe([null], what);
    }

    [Fact]
    public void What_comes_before_the_malformed_part_is_still_a_message()
    {
        using var framer = new StreamFramer(FrameLimits.Allocated);
        Frames.Feed(framer, [.. Frames.Stun(), 0xFF], static () => int.MaxValue).ShouldBe([Frames.Stun(), null]);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("CONNECT a:1 HTTP/1.1\r\n")]
    [InlineData("POST / HTTP/1.1\r\n")]
    public void Before_an_allocation_a_web_request_is_seen_at_its_first_byte(string request)
    {
        using var framer = new StreamFramer(FrameLimits.BeforeAllocation);
        Frames.Feed(framer, Encoding.ASCII.GetBytes(request).AsSpan(0, 1), static () => 1).ShouldBe([null]);
    }

    [Fact]
    public void Before_an_allocation_nobody_may_announce_a_long_message()
    {
        using var framer = new StreamFramer(FrameLimits.BeforeAllocation);
        Frames.Feed(framer, [0x00, 0x03, 0x10, 0x00], static () => 4).ShouldBe([null]);
    }

    [Fact]
    public void Limits_change_between_messages()
    {
        using var framer = new StreamFramer(FrameLimits.BeforeAllocation);
        Frames.Feed(framer, Frames.Stun(), static () => 100).Count.ShouldBe(1);
        framer.Limits = FrameLimits.Allocated;
        Frames.Feed(framer, Frames.Stream(Frames.Channel(1)), static () => 100).ShouldBe([Frames.Channel(1)]);
    }

    [Fact]
    public void A_framer_goes_on_after_it_gave_its_buffer_back()
    {
        using var framer = new StreamFramer(FrameLimits.Allocated);
        Frames.Feed(framer, Frames.Stun(), static () => 7).Count.ShouldBe(1);
        framer.Release();
        Frames.Feed(framer, Frames.Stun(), static () => 7).ShouldBe([Frames.Stun()]);
    }

    [Fact]
    public void A_pipe_gives_the_same_messages_wherever_its_segments_end()
    {
        byte[][] messages = [Frames.Stun(), Frames.Channel(5), Frames.Channel(9)];
        var stream = Frames.Stream(messages);
        for (var split = 1; split < stream.Length; split++)
        {
            var bytes = Segmented(stream[..split], stream[split..]);
            List<byte[]> read = [];
            while (StreamFrame.TryRead(ref bytes, FrameLimits.Allocated, out var message) is FrameStatus.Message)
                read.Add(message.ToArray());
            read.ShouldBe(messages);
            bytes.IsEmpty.ShouldBeTrue();
        }
    }

    public static TheoryData<string> Recorded => [.. Recordings.Names];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void What_real_clients_and_servers_have_said_is_whole_messages_wherever_it_is_split(string recording)
    {
        var stream = Recordings.Stream(recording);
        byte[][] messages = [.. Recordings.Messages(stream)];
        messages.ShouldAllBe(static message => IsUnderstood(message));
        for (var length = 1; length < 200; length++)
        {
            using var framer = new StreamFramer(FrameLimits.Allocated);
            Frames.Feed(framer, stream, () => length).ShouldBe(messages);
            framer.Buffered.ShouldBe(0);
        }
    }

    private static bool IsUnderstood(byte[] message) =>
        ChannelData.TryRead(message, out _, out _) || StunMessage.TryParse(message, out _) is StunFault.None;

    private static ReadOnlySequence<byte> Segmented(byte[] first, byte[] second)
    {
        var start = new Segment(first, 0);
        var end = new Segment(second, first.Length);
        start.Append(end);
        return new ReadOnlySequence<byte>(start, 0, end, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long runningIndex)
        {
            Memory = bytes;
            RunningIndex = runningIndex;
        }

        public void Append(Segment next) => Next = next;
    }
}
