using System.Globalization;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>The page <c>/test</c> against relays that work, and against what people have who need it.</summary>
[Collection(Browsers.Name)]
public sealed class ConnectionTestTests(BrowserFixture browsers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_go_through_the_own_relay_over_udp_tcp_and_tls(bool requiresSession)
    {
        await using var turn = await EmbeddedTurn.Start(("Turn:RequireSession", requiresSession ? "true" : "false"));
        await using var ann = await browsers.Start("Ann");
        var test = new ConnectionTestPage(ann);
        List<string> strangers = [];
        var origin = string.Create(CultureInfo.InvariantCulture, $"https://localhost:{turn.HttpsPort}/");
        ann.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal))
                strangers.Add(request.Url);
        };

        await test.Open($"{origin}test");
        await test.Ends("good");

        foreach (var transport in new[] { "UDP", "TCP", "TLS" })
        {
            (await test.Line($"TURN over {transport}")).ShouldBe("passed", await test.Words($"TURN over {transport}"));
            (await test.Line($"Relayed call over {transport}")).ShouldBe("passed");
        }
        // TURN over TLS is on the port of the page itself.
        (await test.Words("Relayed call over TLS")).ShouldContain($":{turn.HttpsPort}");
        (await test.Line("Signaling")).ShouldBe("passed");
        (await test.Words("Speed through the relay")).ShouldContain("Mbit/s");
        var report = await test.Report();
        report.ShouldContain("reached over tls");
        report.ShouldNotContain("127.0.0.1");
        strangers.ShouldBeEmpty();
        // Servers for people in a room alone are asked for without one first, and Chromium notes each refusal.
        ann.Faults.Where(fault => !(requiresSession && fault.Contains("status of 401", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_secret_is_told_as_refused_credentials()
    {
        await using var coturn = await CoturnProcess.Start();
        var settings = new Dictionary<string, string>(coturn.ServerSettings(coturn.UdpUrl, coturn.TcpUrl, coturn.TlsUrl), StringComparer.Ordinal)
        {
            ["Turn:Secret"] = "this is not the secret of coturn",
        };
        await using var server = await ServerProcess.Start(settings);
        await using var ann = await browsers.Start("Ann");
        var test = new ConnectionTestPage(ann);

        await test.Open($"{server.Url}test");
        await test.Ends("limited");

        foreach (var transport in new[] { "UDP", "TCP", "TLS" })
            (await test.Line($"TURN over {transport}")).ShouldBe("failed turn-unauthorized");
        (await test.Sentence()).ShouldContain("no relay can be used");
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_as_an_unreachable_relay()
    {
        await using var server = await ServerProcess.Start(External(Dead("udp"), Dead("tcp")));
        await using var ann = await browsers.Start("Ann");
        var test = new ConnectionTestPage(ann);

        await test.Open($"{server.Url}test");
        await test.Ends("limited");

        (await test.Line("TURN over UDP")).ShouldBe("failed turn-unreachable");
        (await test.Line("TURN over TCP")).ShouldBe("failed turn-unreachable");
        (await test.Line("Speed through the relay")).ShouldBe("skipped");
    }

    [Fact]
    public async Task A_relay_that_gives_addresses_and_passes_nothing_on_does_not_pass()
    {
        await using var coturn = await CoturnProcess.Start(allowLoopback: false);
        await using var server = await ServerProcess.Start(coturn.ServerSettings(coturn.UdpUrl));
        await using var ann = await browsers.Start("Ann");
        var test = new ConnectionTestPage(ann);

        await test.Open($"{server.Url}test");
        await test.Ends("limited");

        (await test.Line("TURN over UDP")).ShouldBe("passed");
        (await test.Line("Relayed call over UDP")).ShouldBe("failed turn-forbidden-peer");
    }

    [Fact]
    public async Task A_network_without_websockets_is_told_as_lost_signaling()
    {
        await using var server = await ServerProcess.Start();
        await using var ann = await browsers.Start("Ann");
        // The request is not upgraded, as by a proxy that does not know how.
        await ann.Context.AddInitScriptAsync("""
            window.WebSocket = new Proxy(window.WebSocket, {
              construct: (target, [url, protocols]) => new target(String(url).replace(/\/ws$/, '/not-ws'), protocols),
            });
            """);
        var test = new ConnectionTestPage(ann);

        await test.Open($"{server.Url}test");
        await test.Ends("bad");

        (await test.Line("Signaling")).ShouldBe("failed signaling-lost");
        (await test.Words("Signaling")).ShouldContain("WebSocket");
        (await test.Sentence()).ShouldBe("No calls from here.");
    }

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(320, 640, ColorScheme.Dark)]
    public async Task Blocked_udp_is_told_in_a_page_that_keeps_the_rules_of_accessibility(int width, int height, ColorScheme scheme)
    {
        await using var coturn = await CoturnProcess.Start();
        var settings = coturn.ServerSettings(Dead("udp"), coturn.TcpUrl, coturn.TlsUrl);
        await using var server = await ServerProcess.Start(settings);
        await using var ann = await browsers.Start("Ann");
        var page = ann.Page;
        // Motion would let a contrast be measured half way through a fade.
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.SetViewportSizeAsync(width, height);
        var test = new ConnectionTestPage(ann);

        await page.GotoAsync(server.Url.ToString());
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Check my connection" }).ClickAsync();
        await test.Becomes("TURN over TCP", "passed");
        await Axe.Check(page, "while it runs");
        await test.Press("Test camera and microphone");
        await test.Becomes("Camera", "passed");
        await test.Becomes("Microphone", "passed");
        await test.Ends("limited");

        (await test.Line("TURN over UDP")).ShouldBe("failed udp-blocked");
        (await test.Line("Relayed call over TCP")).ShouldBe("passed");
        (await test.Sentence()).ShouldStartWith("Calls from here work, but only relayed over TCP or TLS");
        await Axe.Check(page, "at the end");
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        ann.Faults.ShouldBeEmpty();
    }

    private static string Dead(string transport) => string.Create(CultureInfo.InvariantCulture, $"turn:127.0.0.1:{FreePorts.Next()}?transport={transport}");

    private static Dictionary<string, string> External(params string[] urls)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Turn:Mode"] = "External", ["Turn:Secret"] = "a secret that nobody shares" };
        for (var i = 0; i < urls.Length; i++)
            settings[string.Create(CultureInfo.InvariantCulture, $"Turn:Urls:{i}")] = urls[i];
        return settings;
    }
}
