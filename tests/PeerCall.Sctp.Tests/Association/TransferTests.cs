using System.Security.Cryptography;

namespace PeerCall.Sctp.Tests;

public sealed class TransferTests
{
    [Theory]
    [InlineData(0, true, true)]
    [InlineData(0.02, true, true)]
    [InlineData(0.1, true, false)]
    [InlineData(0.3, true, true)]
    [InlineData(0.3, true, false)]
    [InlineData(0.1, false, true)]
    [InlineData(0.3, false, false)]
    public void Ten_thousand_messages_arrive_whole(double loss, bool ordered, bool interleaving)
    {
        var options = Peer.Options() with { OfferInterleaving = interleaving };
        var pair = new Pair(5, options, options)
        {
            Network = { Wire = new Wire { Loss = loss, Duplication = 0.02, Jitter = TimeSpan.FromMilliseconds(8), MaxPacket = 1200 } },
        };
        pair.Connect();
        Transfer(pair, 10_000, ordered, 4000);
    }

    [Fact]
    public void Many_seeds_deliver_everything()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var interleaving = random.Next(2) == 0;
            var options = Peer.Options() with { OfferInterleaving = interleaving, ReceiveWindow = random.Next(2) == 0 ? 4 << 20 : 300_000 };
            var pair = new Pair(seed, options, options)
            {
                Network =
                {
                    Wire = new Wire
                    {
                        Loss = random.NextDouble() * 0.3,
                        Duplication = random.NextDouble() * 0.2,
                        Jitter = TimeSpan.FromMilliseconds(random.Next(60)),
                        BytesPerSecond = random.Next(3) == 0 ? 2_000_000 : 0,
                        Queue = TimeSpan.FromMilliseconds(50),
                    },
                },
            };
            pair.Connect();
            Transfer(pair, 60, random.Next(2) == 0, 30_000, $"seed {seed}");
        }
    }

    [Fact]
    public void Sizes_at_every_edge_arrive()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        int[] sizes = [0, 1, 2, 3, 4, 1130, 1131, 1132, 1133, 1134, 1135, 1136, 1147, 16 << 10, 64 << 10, 256 << 10];
        foreach (var size in sizes)
            pair.A.Send(channel, Bytes(size, size)).ShouldBe(SendResult.Accepted);
        pair.RunUntil(() => pair.B.Messages.Count == sizes.Length);
        for (var i = 0; i < sizes.Length; i++)
            pair.B.Messages[i].Bytes.ShouldBe(Bytes(sizes[i], sizes[i]));
        pair.A.Send(channel, new byte[(256 << 10) + 1]).ShouldBe(SendResult.TooLarge);
    }

    [Fact]
    public void Sequence_numbers_wrap()
    {
        foreach (var interleaving in new[] { false, true })
        {
            var options = Peer.Options() with { OfferInterleaving = interleaving };
            var pair = new Pair(3, options, options) { Network = { Wire = new Wire { Loss = 0.05, Delay = TimeSpan.FromMilliseconds(1) } } };
            pair.A.StartsNearTheEnd = pair.B.StartsNearTheEnd = true;
            pair.Connect();
            var channel = pair.Open();
            const int count = 70_000; // more than the stream sequence numbers there are
            var sent = 0;
            pair.RunUntil(() =>
            {
                while (sent < count && pair.A.Send(channel, BitConverter.GetBytes(sent), flush: false) == SendResult.Accepted)
                    sent++;
                pair.A.Transport.Flush(pair.Now);
                return pair.B.Messages.Count == count;
            });
            for (var i = 0; i < count; i++)
                BitConverter.ToInt32(pair.B.Messages[i].Bytes).ShouldBe(i);
        }
    }

    internal static byte[] Bytes(int seed, int size)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static void Transfer(Pair pair, int count, bool ordered, int maxSize, string because = "")
    {
        var channel = pair.Open("t", new DataChannelOptions { IsOrdered = ordered });
        var random = new Random(count);
        var hashes = new List<string>();
        var got = new List<string>();
        pair.B.OnGot = message => got.Add(Convert.ToHexString(SHA256.HashData(message.Bytes)));
        var next = (byte[]?)null;
        var complete = pair.Network.RunUntil(
            () =>
            {
                while (hashes.Count < count)
                {
                    next ??= Bytes(hashes.Count, random.Next(10) == 0 ? random.Next(maxSize * 4) : random.Next(maxSize));
                    if (pair.A.Send(channel, next, flush: false) != SendResult.Accepted)
                        break;
                    hashes.Add(Convert.ToHexString(SHA256.HashData(next)));
                    next = null;
                }

                pair.A.Transport.Flush(pair.Now);
                return got.Count >= count;
            },
            TimeSpan.FromHours(2));
        complete.ShouldBeTrue($"{because} {got.Count} of {hashes.Count}, {pair.A.Association.GetStatistics()}");
        pair.Run(1);
        got.Count.ShouldBe(count, because);
        if (ordered)
            got.ShouldBe(hashes, because);
        else
            got.Order(StringComparer.Ordinal).ShouldBe(hashes.Order(StringComparer.Ordinal), because);
        pair.A.Association.BufferedBytes.ShouldBe(0);
    }
}
