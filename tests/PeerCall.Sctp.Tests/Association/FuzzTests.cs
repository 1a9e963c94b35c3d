using System.Diagnostics;

namespace PeerCall.Sctp.Tests;

public sealed class FuzzTests
{
    /// <summary>Real packets with changed bytes, lengths and chunks, under a right checksum: nothing throws, nothing takes long.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mutated_packets_never_throw_and_cost_little(bool interleaving)
    {
        var slowest = TimeSpan.Zero;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var options = Peer.Options() with { OfferInterleaving = interleaving };
            var pair = new Pair(seed, options, options) { Network = { Wire = new Wire { Loss = 0.1, Jitter = TimeSpan.FromMilliseconds(30) } } };
            var corpus = new List<byte[]>();
            pair.Network.Filter = (to, packet) =>
            {
                if (to == pair.B && corpus.Count < 300)
                    corpus.Add(packet.ToArray());
                return true;
            };
            pair.Connect();
            var channel = pair.Open("c", new DataChannelOptions { MaxRetransmits = 1 });
            for (var i = 0; i < 10; i++)
                pair.A.Send(channel, new byte[random.Next(6000)]);
            pair.Run(1);
            channel.Close(pair.Now);
            pair.Run(1);
            for (var i = 0; i < 500 && pair.B.Ended is null; i++)
            {
                var packet = Mutate(random, corpus);
                var clock = Stopwatch.GetTimestamp();
                pair.B.Receive(packet, pair.Now);
                var elapsed = Stopwatch.GetElapsedTime(clock);
                slowest = elapsed > slowest ? elapsed : slowest;
            }
        }

        // Far above what a packet takes, and far below what a loop without end would: the machine has other things to do as well.
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Random_bytes_are_read_as_DCEP_and_chunks_without_a_throw()
    {
        var random = new Random(11);
        Span<byte> unrecognized = stackalloc byte[64];
        for (var i = 0; i < 200_000; i++)
        {
            var bytes = new byte[random.Next(4, 80)];
            random.NextBytes(bytes);
            bytes[0] = (byte)random.Next(4);
            DataChannelOpenMessage.TryRead(bytes, out _);
            var chunk = new Chunk((ChunkType)bytes[0], bytes[1], bytes);
            DataChunk.TryRead(chunk, out _);
            InitChunk.TryRead(chunk, unrecognized, out _);
            if (SackChunk.TryRead(chunk, out var sack) && sack.GapCount > 0)
                sack.Gap(sack.GapCount - 1);
            if (ForwardTsnChunk.TryRead(chunk, out var forward) && forward.Count > 0)
                _ = forward[forward.Count - 1];
            ErrorCause.ReadFirst(chunk.Body);
        }
    }

    private static byte[] Mutate(Random random, List<byte[]> corpus)
    {
        var packet = corpus[random.Next(corpus.Count)].ToArray();
        if (random.Next(3) == 0)
            packet = [.. packet, .. corpus[random.Next(corpus.Count)].AsSpan(12)];
        if (random.Next(4) == 0)
            packet = packet[..random.Next(12, packet.Length + 1)];
        for (var i = random.Next(6); i > 0 && packet.Length > 12; i--)
        {
            var at = random.Next(12, Math.Min(packet.Length, random.Next(2) == 0 ? 40 : 2000));
            packet[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(packet[at] ^ (1 << random.Next(8))) };
        }

        packet.AsSpan(8, 4).Clear();
        CommonHeader.WriteChecksum(packet);
        return packet;
    }
}
