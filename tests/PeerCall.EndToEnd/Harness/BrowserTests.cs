using System.Diagnostics;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Harness;

/// <summary>The tools of these tests, proven without PeerCall: browsers of their own, readings, coturn on every transport.</summary>
[Collection(Browsers.Name)]
public sealed class BrowserTests(BrowserFixture browsers)
{
    [Fact]
    public async Task Two_bare_pages_see_and_hear_each_other_directly()
    {
        await using var ann = await browsers.Start("Ann");
        await using var ben = await browsers.Start("Ben");
        ann.ProcessId.ShouldNotBe(ben.ProcessId);

        await Connect(ann, ben, new { });

        foreach (var page in new[] { new CallPage(ann), new CallPage(ben) })
            await page.Until(static links => links is [{ State: "connected", FramesDecoded: > 10, AudioPackets: > 50, AudioEnergy: > 0 }], "flows");
        (await ann.Read())[0].LocalType.ShouldBe("host");
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task The_production_configuration_of_coturn_relays_a_call(string transport)
    {
        await using var coturn = await CoturnProcess.Start();
        await using var ann = await browsers.Start("Ann");
        await using var ben = await browsers.Start("Ben");
        var url = transport switch { "udp" => coturn.UdpUrl, "tcp" => coturn.TcpUrl, _ => coturn.TlsUrl };
        var (username, credential) = coturn.Credential("bare");

        await Connect(ann, ben, new { iceTransportPolicy = "relay", iceServers = new[] { new { urls = url, username, credential } } });

        foreach (var browser in new[] { ann, ben })
        {
            var page = new CallPage(browser);
            await page.Until(
                links => links is [{ State: "connected", FramesDecoded: > 10, AudioPackets: > 50, LocalType: "relay" } link] && link.RelayProtocol == transport,
                $"relayed over {transport}; coturn wrote:\n{coturn.Output}");
        }
    }

    [Fact]
    public async Task A_killed_browser_is_gone_with_all_its_processes_and_the_other_lives()
    {
        await using var ann = await browsers.Start("Ann");
        await using var ben = await browsers.Start("Ben");
        await Connect(ann, ben, new { });

        await ben.Kill();

        Should.Throw<ArgumentException>(() => Process.GetProcessById(ben.ProcessId));
        await new CallPage(ann).Until(static links => links is [{ State: "disconnected" or "failed" }], "notices");
    }

    private static async Task Connect(Browser ann, Browser ben, object configuration)
    {
        var (first, second) = (new BarePage(ann), new BarePage(ben));
        await Task.WhenAll(first.Begin(configuration), second.Begin(configuration));
        await first.Connect(second);
    }
}
