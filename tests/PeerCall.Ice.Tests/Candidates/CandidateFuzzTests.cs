using PeerCall.Tests.Fuzzing;

namespace PeerCall.Ice.Tests.Candidates;

/// <summary>Candidate lines are what a stranger wrote: none makes the reader throw, and what is read is bounded and is written so that it reads the same.</summary>
public sealed class CandidateFuzzTests
{
    private static readonly IReadOnlyList<(string Verdict, string Text)> Corpus = KeptLines.Read("ice/candidates.txt");

    [Fact]
    public void The_corpus_is_read_as_it_says()
    {
        foreach (var (verdict, text) in Corpus)
            Examine(text).ShouldBe(verdict is "yes", text);
    }

    [Theory]
    [InlineData(8839)]
    public void Mutants_do_no_harm(int seed) => Run(seed, 30_000);

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Mutants_do_no_harm_for_long() => LongFuzzing.Run(static seed => Run(seed, 30_000));

    private static void Run(int seed, int count)
    {
        var mutator = new LineMutator(seed, [.. Corpus.Select(static line => line.Text)], " .:");
        var read = 0;
        for (var i = 0; i < count; i++)
        {
            var mutant = mutator.Next();
            try
            {
                if (Examine(mutant))
                    read++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, mutant {i}: {mutant}", e);
            }
        }
        read.ShouldBeGreaterThan(count / 50, "mutants that all die at the first check would test nothing");
    }

    private static bool Examine(string line)
    {
        if (!CandidateAttribute.TryParse(line, out var candidate))
        {
            candidate.ShouldBeNull();
            return false;
        }
        candidate.Foundation.Length.ShouldBeInRange(1, 32);
        candidate.Component.ShouldBeInRange(1, 256);
        candidate.Priority.ShouldBeInRange(1u, (uint)int.MaxValue);
        candidate.Address.IsNone.ShouldBe(candidate.Name is not null);
        CandidateAttribute.TryParse(candidate.ToString(), out var again).ShouldBeTrue();
        again.ShouldBe(candidate);
        return true;
    }
}
