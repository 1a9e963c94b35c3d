namespace PeerCall.Signaling.Tests;

public sealed class CauseCodeTests
{
    [Fact]
    public void Every_cause_has_a_sentence_and_a_heading_in_the_documentation()
    {
        var headings = File.ReadLines(Path.Combine(Fixtures.Root(), "docs", "troubleshooting.md"))
            .Where(static line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(static line => line[3..]);

        CauseCodes.All.ShouldBe(headings, ignoreOrder: true);
        CauseCodes.All.ShouldAllBe(static code => CauseCodes.Sentence(code)!.EndsWith('.'));
    }
}
