using System.Buffers.Binary;

namespace PeerCall.Sctp.Tests;

/// <summary>The size of packets follows what the path carries (RFC 8899).</summary>
public class PathMtuTests
{
    private const int MessageSize = 64 << 10;

    [Theory]
    [InlineData(1163, 1163)]
    [InlineData(1320, 1312)]
    [InlineData(1411, 1404)]
        [InlineData(9000, 1432)]
    public void Packets_become_as_large_as_the_path_carries(int carries, int expected)
    {
        var pair = Connected();
        pair.Network.Wire = new Wire { MaxPacket = carries };

        Transfer(pair, pair.Open(), 20);
        pair.Run(10);

        pair.A.Association.GetStatistics().PacketSize.ShouldBe(expected);
        // The probes that were lost cost no retransmission and no window.
        pair.A.Association.GetStatistics().Retransmissions.ShouldBe(0);
    }

    [Fact]
    public void The_other_end_sends_by_what_its_own_probes_have_shown()
    {
        var pair = Connected();

        Transfer(pair, pair.Open(), 5);
        pair.Run(5);

        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1432);
        pair.B.Association.GetStatistics().PacketSize.ShouldBe(1163);
    }

    [Fact]
    public void Who_only_chats_asks_nothing()
    {
        var pair = Connected();
        var probes = CountProbes(pair);
        var channel = pair.Open();

        for (var i = 0; i < 50; i++)
            pair.A.Send(channel, "a message of a chat");
        pair.Run(5);

        probes().ShouldBe(0);
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1163);
    }

    [Fact]
    public void Nothing_is_asked_where_the_host_cannot()
    {
        var pair = new Pair();
        pair.Connect();
        pair.Network.Wire = new Wire { MaxPacket = 1163 };

        Transfer(pair, pair.Open(), 5);

        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1163);
    }

    [Fact]
    public void A_size_is_given_up_after_three_probes_of_a_second_each()
    {
        var pair = Connected();
        var probes = CountProbes(pair, lose: static size => size > 1312);

        Transfer(pair, pair.Open(), 5);
        pair.Run(60);

        // One of 1,312 bytes, and three of the next size.
        probes().ShouldBe(4);
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1312);
    }

    [Fact]
    public void Ten_minutes_later_the_path_is_asked_again()
    {
        var pair = Connected();
        var channel = pair.Open();
        pair.Network.Wire = new Wire { MaxPacket = 1320 };
        Transfer(pair, channel, 5);
        pair.Run(10);
        pair.Network.Wire = new Wire();
        Transfer(pair, channel, 5);
        pair.Run(10);
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1312);

        pair.Run(600);
        Transfer(pair, channel, 5);
        pair.Run(10);

        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1432);
    }

    [Fact]
    public void Another_path_begins_with_what_every_path_carries()
    {
        var pair = Connected();
        var channel = pair.Open();
        Transfer(pair, channel, 5);
        pair.Run(5);

        pair.A.Transport.ChangePath(isProbed: false, pair.Now);
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1163);
        Transfer(pair, channel, 5);
        pair.Run(5);
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1163);

        pair.A.Transport.ChangePath(isProbed: true, pair.Now);
        Transfer(pair, channel, 5);
        pair.Run(5);
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1432);
    }

    [Fact]
    public void What_was_cut_for_a_wider_path_still_arrives()
    {
        var pair = Connected();
        var channel = pair.Open();
        Transfer(pair, channel, 5);
        pair.Run(5);
        pair.B.Messages.Clear();
        var random = new Random(5);
        var lost = 0;
        // A third of everything large is lost while the path changes under a transfer; no probe passes any more.
        pair.Network.Filter = (to, packet) => to != pair.B || packet.Length <= 1163 || (!IsProbe(packet) && random.Next(3) > 0) || lost++ < 0;

        for (var i = 0; i < 5; i++)
            pair.A.Send(channel, Message(i));
        pair.A.Transport.ChangePath(isProbed: true, pair.Now);
        for (var i = 5; i < 10; i++)
            pair.A.Send(channel, Message(i));
        pair.RunUntil(() => pair.B.Messages.Count == 10);

        lost.ShouldBeGreaterThan(3);
        for (var i = 0; i < 10; i++)
            pair.B.Messages[i].Bytes.ShouldBe(Message(i));
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1163);
    }

    [Fact]
    public void A_path_that_goes_silent_is_trusted_with_less()
    {
        var pair = Connected();
        var channel = pair.Open();
        Transfer(pair, channel, 5);
        pair.Run(5);
        pair.B.Messages.Clear();
        pair.Network.Filter = static (_, _) => false;
        pair.A.Send(channel, Message(1));
        pair.Run(2);
        pair.A.Association.GetStatistics().PacketSize.ShouldBe(1163);

        pair.Network.Filter = null;
        pair.RunUntil(() => pair.B.Messages.Count == 1);
        pair.B.Messages[0].Bytes.ShouldBe(Message(1));
    }

    [Fact]
    public void An_answer_to_no_probe_changes_nothing()
    {
        var peer = new RawPeer().Connect();

        Span<byte> body = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(body, 1);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], 12);
        peer.Chunk((byte)ChunkType.HeartbeatAck, 0, body.ToArray());

        peer.Target.Association.GetStatistics().PacketSize.ShouldBe(1163);
    }

    private static Pair Connected() => new Pair(probes: true).Connect();

    private static void Transfer(Pair pair, SctpDataChannel channel, int messages)
    {
        pair.B.Messages.Clear();
        for (var i = 0; i < messages; i++)
        {
            while (pair.A.Send(channel, Message(i)) is SendResult.WouldBlock)
                pair.Run(0.1);
        }

        pair.RunUntil(() => pair.B.Messages.Count == messages);
        for (var i = 0; i < messages; i++)
            pair.B.Messages[i].Bytes.ShouldBe(Message(i));
    }

    private static byte[] Message(int seed)
    {
        var message = new byte[MessageSize];
        new Random(seed).NextBytes(message);
        return message;
    }

    private static Func<int> CountProbes(Pair pair, Predicate<int>? lose = null)
    {
        var count = 0;
        pair.Network.Filter = (to, packet) =>
        {
            if (to != pair.B || !IsProbe(packet))
                return true;
            count++;
            return lose?.Invoke(packet.Length) is not true;
        };
        return () => count;
    }

    private static bool IsProbe(byte[] packet) => packet.Length > 1163 && packet[12] == (byte)ChunkType.Heartbeat;
}
