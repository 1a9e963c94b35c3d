using System.Text.Json;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>
/// Every view against axe-core's rules for WCAG 2.2 A and AA (names of controls, contrast, roles, order), at desktop and phone size, light and dark. And what no
/// person sees: nothing on the console, no violation of the content policy, no request to any other host.
/// </summary>
[Collection(Browsers.Name)]
public sealed class AccessibilityTests(BrowserFixture browsers)
{
    private const string Run = """
        async () => JSON.stringify((await axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'],
        })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`))
        """;

    private static readonly string Axe = File.ReadAllText(Path.Combine(BuildPaths.Turn, "..", "client", "node_modules", "axe-core", "axe.min.js"));

    public static TheoryData<int, int, ColorScheme> Looks => new()
    {
        { 1280, 800, ColorScheme.Light },
        { 1280, 800, ColorScheme.Dark },
        { 390, 844, ColorScheme.Light },
        { 390, 844, ColorScheme.Dark },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_view_keeps_the_rules_and_asks_nobody_else(int width, int height, ColorScheme scheme)
    {
        await using var call = await Call.Start();
        var ann = await call.Open(browsers, "Ann");
        var page = ann.Browser.Page;
        List<string> strangers = [];
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(call.Server.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                strangers.Add(request.Url);
        };
        // Motion would let a contrast be measured half way through a fade.
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.SetViewportSizeAsync(width, height);

        await page.GotoAsync(call.Server.Url.ToString());
        await Assertions.Expect(ann.Button("New call")).ToBeVisibleAsync();
        await Check(page, "home");

        await ann.Open(call.Server.Room(call.Room));
        await Check(page, "lobby");
        await ann.Join();
        await Check(page, "alone");

        var ben = await call.Join(browsers, "Ben");
        await ben.SeesAndHears(1);
        await ann.SeesPath("direct");
        await Check(page, "two");
        await ann.OpenChat();
        await ben.Say("Good morning, https://example.org is a link");
        await ann.SeesText("Good morning");
        await Check(page, "chat");
        await ben.Send("plan.pdf", new byte[100]);
        await ann.SeesOf("plan.pdf", "Ben wants to send you this");
        await Check(page, "a file that is offered");
        await ann.Accept("plan.pdf");
        await ann.SeesOf("plan.pdf", "received, verified");
        await Check(page, "a file that is there");
        await page.Keyboard.PressAsync("Escape");
        // By the keyboard: the stage takes the chat's place at this moment, and a click could land where the badge was.
        await ann.Badges.First.PressAsync("Enter");
        await ann.SeesText("Round trip");
        await Check(page, "link panel");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Check(page, "keys");
        await page.Keyboard.PressAsync("Escape");
        await ann.Press("Leave");
        await ann.SeesText("You left");
        await Check(page, "after");

        strangers.ShouldBeEmpty();
        ann.Browser.Faults.ShouldBeEmpty();
    }

    private static async Task Check(IPage page, string view)
    {
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Axe} }} }}");
        var violations = JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run))!;
        violations.ShouldBeEmpty($"{view}: {string.Join("\n", violations)}");
    }
}
