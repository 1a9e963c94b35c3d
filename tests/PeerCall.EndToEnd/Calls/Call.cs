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
    public async Task<CallPage> Open(BrowserFixture browsers, string person)
    {
        var browser = await browsers.Start(person);
        _browsers.Add(browser);
        var page = new CallPage(browser);
        await page.Open(Server.Room(Room));
        return page;
    }

    /// <summary>The same, and joins.</summary>
    public async Task<CallPage> Join(BrowserFixture browsers, string person)
    {
        var page = await Open(browsers, person);
        await page.Join();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers)
            await browser.DisposeAsync();
        await Server.DisposeAsync();
    }
}
