using PeerCall.Server.IceServers;
using PeerCall.Tests.Fuzzing;

namespace PeerCall.Server.Tests.IceServers;

/// <summary>Configured URLs go to every browser: what is taken for one is one, and is handed on in a form that is read the same.</summary>
public sealed class IceUrlFuzzTests
{
    private static readonly IReadOnlyList<(string Verdict, string Text)> Corpus = KeptLines.Read("turn/uris.txt");

    [Fact]
    public void The_corpus_is_read_as_it_says()
    {
        foreach (var (verdict, text) in Corpus)
            Examine(text).ShouldBe(verdict, text);
    }

    [Theory]
    [InlineData(7064)]
    public void Mutants_do_no_harm(int seed) => Run(seed, 20_000);

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Mutants_do_no_harm_for_long() => LongFuzzing.Run(static seed => Run(seed, 20_000));

    private static void Run(int seed, int count)
    {
        var mutator = new LineMutator(seed, [.. Corpus.Select(static line => line.Text)], ":?[].=");
        for (var i = 0; i < count; i++)
        {
            var mutant = mutator.Next();
            try
            {
                Examine(mutant);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, mutant {i}: {mutant}", e);
            }
        }
    }

    private static string Examine(string text)
    {
        if (IceUrl.Parse(text) is not { } url)
            return "none";
        url.Text.ShouldAllBe(static character => character > ' ' && character != '"' && character != '\\');
        IceUrl.Parse(url.Text).ShouldBe(url);
        return url.Kind is IceUrlKind.Stun ? "stun" : "turn";
    }
}
