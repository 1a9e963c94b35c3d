using System.Buffers;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Tests.Fuzzing;
using PeerCall.Turn.Framing;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>
/// Whatever a connection begins with: it is told apart by eight bytes at most, the same wherever they are split, and never otherwise once told. What is handed to the
/// TURN server is what its framing takes too.
/// </summary>
public sealed class FirstBytesFuzzTests
{
    private static readonly IReadOnlyList<(Beginning Verdict, byte[] Bytes)> Corpus =
        [.. KeptLines.Read("turn/beginnings.txt").Select(static line => (Enum.Parse<Beginning>(line.Verdict, ignoreCase: true), Convert.FromHexString(line.Text)))];

    [Fact]
    public void The_corpus_is_told_apart_as_it_says()
    {
        foreach (var (verdict, bytes) in Corpus)
            Examine(bytes).ShouldBe(verdict, Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(7983)]
    public void Mutants_do_no_harm(int seed) => Run(seed, 30_000);

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Mutants_do_no_harm_for_long() => LongFuzzing.Run(static seed => Run(seed, 30_000));

    private static void Run(int seed, int count)
    {
        var random = new Random(seed);
        var told = new int[Enum.GetValues<Beginning>().Length];
        for (var i = 0; i < count; i++)
        {
            var mutant = Corpus[random.Next(Corpus.Count)].Bytes.ToArray();
            for (var changes = random.Next(3); changes > 0 && mutant.Length > 0; changes--)
            {
                var at = random.Next(mutant.Length);
                if (random.Next(3) == 0)
                    mutant = [.. mutant[..at], (byte)random.Next(256), .. mutant[at..]];
                else
                    mutant[at] = (byte)random.Next(256);
            }
            try
            {
                told[(int)Examine(mutant)]++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, mutant {i}: {Convert.ToHexString(mutant)}", e);
            }
        }
        told.ShouldAllBe(number => number > count / 100);
    }

    private static Beginning Examine(byte[] bytes)
    {
        var before = Beginning.Unknown;
        for (var length = 0; length <= bytes.Length; length++)
        {
            var now = FirstBytes.Look(new ReadOnlySequence<byte>(bytes, 0, length));
            if (before is not Beginning.Unknown)
                now.ShouldBe(before);
            if (length >= 8)
                now.ShouldNotBe(Beginning.Unknown);
            if (now is Beginning.Stun)
                StreamFrame.Inspect(bytes.AsSpan(0, length), length, FrameLimits.Allocated).Status.ShouldNotBe(FrameStatus.Broken);
            before = now;
        }
        if (bytes.Length > 0 && char.IsAsciiLetter((char)bytes[0]))
            before.ShouldBe(Beginning.Other, "HTTP begins with a letter");
        return before;
    }
}
