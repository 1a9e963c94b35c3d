using Guide;
using PeerCall.Rtc.Tests.Sdp;

namespace PeerCall.Rtc.Tests.Guide;

public sealed class GuideTests
{
    [Fact]
    public async Task The_example_of_the_guide_does_what_it_says()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        (await TwoPeers.TalkAsync(new PeerConnectionOptions { IncludeLoopback = true }, deadline.Token)).ShouldBe("You said: Hello, Bob! (host)");
    }

    [Fact]
    public void The_guide_quotes_the_example_as_it_is()
    {
        var root = Path.GetFullPath(Path.Combine(SdpFixtures.Folder, "..", "..", ".."));
        var example = File.ReadAllText(Path.Combine(root, "tests", "PeerCall.Rtc.Tests", "Guide", "TwoPeers.cs"));
        File.ReadAllText(Path.Combine(root, "docs", "rtc.md")).ShouldContain($"```csharp\n{example}```\n");
    }
}
