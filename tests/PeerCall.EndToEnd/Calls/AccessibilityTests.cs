using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;

namespace PeerCall.EndToEnd.Calls;

/// <summary>
/// Every view against axe-core's rules for WCAG 2.2 A and AA (names of controls, contrast, roles, order), at desktop and phone size, light and dark. And what no
/// person sees: nothing on the console, no violation of the content policy, no request to any other host.
/// </summary>
[Collection(Browsers.Name)]
public sealed class AccessibilityTests(BrowserFixture browsers)
{
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
        await Axe.Check(page, "home");

        await ann.Open(call.Server.Room(call.Room));
        await Axe.Check(page, "lobby");
        await ann.Join();
        await Axe.Check(page, "alone");

        var ben = await call.Join(browsers, "Ben");
        await ben.SeesAndHears(1);
        await ann.SeesPath("direct");
        await Axe.Check(page, "two");
        await ann.OpenChat();
        await ben.Say("Good morning, https://example.org is a link");
        await ann.SeesText("Good morning");
        await Axe.Check(page, "chat");
        await ben.Send("plan.pdf", new byte[100]);
        await ann.SeesOf("plan.pdf", "Ben wants to send you this");
        await Axe.Check(page, "a file that is offered");
        await ann.Accept("plan.pdf");
        await ann.SeesOf("plan.pdf", "received, verified");
        await Axe.Check(page, "a file that is there");
        await page.Keyboard.PressAsync("Escape");
        // By the keyboard: the stage takes the chat's place at this moment, and a click could land where the badge was.
        await ann.Badges.First.PressAsync("Enter");
        await ann.SeesText("Round trip");
        await Axe.Check(page, "link panel");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Axe.Check(page, "keys");
        await page.Keyboard.PressAsync("Escape");
        await ann.Press("Leave");
        await ann.SeesText("You left");
        await Axe.Check(page, "after");

        strangers.ShouldBeEmpty();
        ann.Browser.Faults.ShouldBeEmpty();
    }
}
