using PeerCall.Cli.Output;

namespace PeerCall.Cli.Tests.Output;

/// <summary>What strangers write does nothing to a terminal.</summary>
public class TerminalTextTests
{
    [Theory]
    [InlineData("Alice", "Alice")]
    [InlineData("\u001b]0;title\u0007", " ]0;title ")]
    [InlineData("one\r\ntwo", "one  two")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    [InlineData("\u009b31m", " 31m")]
    [InlineData("Zoë 😀", "Zoë 😀")]
    public void It_is_cleaned(string text, string cleaned) => TerminalText.Clean(text).ShouldBe(cleaned);
}
