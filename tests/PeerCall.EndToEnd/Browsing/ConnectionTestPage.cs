using Microsoft.Playwright;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>The page <c>/test</c> as a person sees it.</summary>
/// <param name="browser">Whose.</param>
internal sealed class ConnectionTestPage(Browser browser)
{
    /// <summary>A server that does not answer is given up after 8 s, a relay that passes nothing on after 12, and 5 s are measured.</summary>
    private const float Patience = 45_000;

    private static readonly LocatorAssertionsToHaveAttributeOptions Patiently = new() { Timeout = Patience };

    private IPage Page => browser.Page;

    private ILocator Summary => Page.Locator(".test-summary");

    /// <summary>The sentence on top.</summary>
    public async Task<string> Sentence() => (await Summary.GetByRole(AriaRole.Status).TextContentAsync())!;

    /// <summary>Opens it, which starts the test, and keeps what it would copy.</summary>
    public async Task Open(string url)
    {
        // Reading the clipboard is not allowed to this page, nor to its tests.
        await browser.Context.AddInitScriptAsync("if (navigator.clipboard) navigator.clipboard.writeText = async (text) => { window.__copied = text; };");
        await Page.GotoAsync(url);
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="tone"><c>good</c>, <c>limited</c> or <c>bad</c>.</param>
    public Task Ends(string tone) => Assertions.Expect(Summary).ToHaveAttributeAsync("data-tone", tone, Patiently);

    /// <summary>How a line stands, with its code if it has one: <c>passed</c>, <c>failed turn-unauthorized</c>.</summary>
    /// <param name="name">Its name, such as <c>TURN over UDP</c>.</param>
    public async Task<string> Line(string name)
    {
        var row = Row(name);
        var code = await row.GetAttributeAsync("data-code");
        return $"{await row.GetAttributeAsync("data-state")} {code}".TrimEnd();
    }

    /// <summary>All that a line says.</summary>
    public async Task<string> Words(string name) => (await Row(name).TextContentAsync())!;

    /// <summary>Waits until a line stands so.</summary>
    public Task Becomes(string name, string state) => Assertions.Expect(Row(name)).ToHaveAttributeAsync("data-state", state, Patiently);

    public Task Press(string button) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();

    /// <summary>Copies the report and returns it.</summary>
    public async Task<string> Report()
    {
        await Press("Copy report");
        return await (await Page.WaitForFunctionAsync("() => window.__copied")).JsonValueAsync<string>();
    }

    private ILocator Row(string name) => Page.Locator(".test-row").Filter(new LocatorFilterOptions { Has = Page.GetByText(name, new PageGetByTextOptions { Exact = true }) });
}
