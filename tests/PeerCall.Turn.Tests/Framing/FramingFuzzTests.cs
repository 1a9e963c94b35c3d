using PeerCall.Tests.Fuzzing;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Framing;

/// <summary>Streams and datagrams of ChannelData, changed at random: reading ends, advances or waits, and loses no byte. It starts from what real clients have sent.</summary>
public sealed class FramingFuzzTests
{
    private static readonly byte[][] Corpus =
    [
        Frames.Stream(Frames.Stun(40), Frames.Channel(100)),
        Frames.Stream(Frames.Channel(3), Frames.Stun()),
        new byte[64],
        .. Recordings.Names.Select(Recordings.Stream),
    ];

    [Theory]
    [InlineData(20260)]
    public void Mutants_do_no_harm(int seed) => Run(seed, 20_000);

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Mutants_do_no_harm_for_long() => LongFuzzing.Run(static seed => Run(seed, 20_000));

    private static void Run(int seed, int rounds)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])Corpus[random.Next(Corpus.Length)].Clone();
            for (var flips = random.Next(6); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Examine(bytes, random);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(bytes)}", e);
            }
        }
    }

    private static void Examine(byte[] bytes, Random random)
    {
        using var framer = new StreamFramer(random.Next(2) == 0 ? FrameLimits.Allocated : FrameLimits.BeforeAllocation);
        var messages = Frames.Feed(framer, bytes, () => random.Next(1, 40));

        var taken = messages.Sum(static message => message is null ? 0 : message.Length + ChannelData.Padding(message.Length));
        (taken + framer.Buffered).ShouldBeLessThanOrEqualTo(bytes.Length);
        if (messages.Count == 0 || messages[^1] is not null)
            (taken + framer.Buffered).ShouldBe(bytes.Length);
        ExamineDatagram(bytes);
        foreach (var message in messages)
        {
            if (message is not null)
                ExamineDatagram(message);
        }
    }

    private static void ExamineDatagram(ReadOnlySpan<byte> datagram)
    {
        if (!ChannelData.TryRead(datagram, out var channel, out var data))
            return;
        ChannelData.IsChannel(channel).ShouldBeTrue();
        data.Length.ShouldBe((datagram[2] << 8) | datagram[3]);
        datagram.Overlaps(data, out var offset);
        if (!data.IsEmpty)
            offset.ShouldBe(ChannelData.HeaderLength);
    }
}
