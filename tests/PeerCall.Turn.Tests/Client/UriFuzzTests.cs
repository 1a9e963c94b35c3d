using PeerCall.Tests.Fuzzing;
using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

/// <summary>URIs come from configuration, and in a client from whoever sends ICE servers: none makes a reader throw, and what is read is written as it was meant.</summary>
public sealed class UriFuzzTests
{
    private static readonly IReadOnlyList<(string Verdict, string Text)> Corpus = KeptLines.Read("turn/uris.txt");

    [Fact]
    public void The_corpus_is_read_as_it_says()
    {
        foreach (var (verdict, text) in Corpus)
            Examine(text).ShouldBe(verdict, text);
    }

    [Theory]
    [InlineData(7065)]
    public void Mutants_do_no_harm(int seed) => Run(seed, 30_000);

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Mutants_do_no_harm_for_long() => LongFuzzing.Run(static seed => Run(seed, 30_000));

    private static void Run(int seed, int count)
    {
        var mutator = new LineMutator(seed, [.. Corpus.Select(static line => line.Text)], ":?[].=");
        var read = 0;
        for (var i = 0; i < count; i++)
        {
            var mutant = mutator.Next();
            try
            {
                if (Examine(mutant) != "none")
                    read++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, mutant {i}: {mutant}", e);
            }
        }
        read.ShouldBeGreaterThan(count / 50, "mutants that all die at the first check would test nothing");
    }

    private static string Examine(string text)
    {
        if (TurnUri.TryParse(text, out var turn))
        {
            StunUri.TryParse(text, out _).ShouldBeFalse();
            Check(turn.Host, turn.Port);
            TurnUri.TryParse(turn.ToString(), out var again).ShouldBeTrue();
            again.ShouldBe(turn);
            return "turn";
        }
        if (!StunUri.TryParse(text, out var stun))
            return "none";
        Check(stun.Host, stun.Port);
        StunUri.TryParse(stun.ToString(), out var same).ShouldBeTrue();
        same.ShouldBe(stun);
        return "stun";
    }

    private static void Check(string host, int port)
    {
        port.ShouldBeInRange(1, 65535);
        host.ShouldNotBeEmpty();
        host.ShouldAllBe(static character => character > ' ' && character != '?' && character != '/' && character != '@');
    }
}
