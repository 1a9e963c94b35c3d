using System.Security.Cryptography;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>A server and the people in one of its rooms, all ended together.</summary>
internal sealed class Call : IAsyncDisposable
{
    private readonly List<Browser> _browsers = [];

    private Call(ServerProcess server) => Server = server;

    public ServerProcess Server { get; }

    /// <summary>A room that no other test uses.</summary>
    public string Room { get; } = $"test-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    /// <summary>Starts a server, by default without TURN.</summary>
    public static async Task<Call> Start(IReadOnlyDictionary<string, string>? settings = null) => new(await ServerProcess.Start(settings));

    /// <summary>Starts a browser for a person and opens the room's link, up to the view before the call.</summary>
    /// <param name="browsers">Where from.</param>
    /// <param name="person">Whose.</param>
    /// <param name="link">The room's link; by default that of plain HTTP on this machine.</param>
    /// <param name="iceUrls">Pattern of the STUN and TURN URLs that her browser may use; by default all that the server gives.</param>
    /// <param name="prepare">What happens to her browser before.</param>
    public async Task<CallPage> Open(BrowserFixture browsers, string person, string? link = null, string? iceUrls = null, Func<Browser, Task>? prepare = null)
    {
        var browser = await browsers.Start(person);
        _browsers.Add(browser);
        if (prepare is not null)
            await prepare(browser);
        if (iceUrls is not null)
            await browser.UseOnly(iceUrls);
        var page = new CallPage(browser, Tell);
        await page.Open(link ?? Server.Room(Room));
        return page;
    }

    /// <summary>The same, and joins.</summary>
    public async Task<CallPage> Join(BrowserFixture browsers, string person, Func<Browser, Task>? prepare = null)
    {
        var page = await Open(browsers, person, prepare: prepare);
        await page.Join();
        return page;
    }

    private async Task<string> Tell()
    {
        var stories = await Task.WhenAll(_browsers.Select(static async browser => $"--- {browser.Person}\n{await browser.Tell()}"));
        return string.Join('\n', stories);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers)
            await browser.DisposeAsync();
        await Server.DisposeAsync();
    }
}
