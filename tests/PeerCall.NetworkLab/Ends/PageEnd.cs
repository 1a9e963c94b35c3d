using System.Text.Json;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Ends;

/// <summary>The page in Chromium.</summary>
internal sealed class PageEnd : IEnd
{
    private const int Interval = 100;

    /// <summary>A heartbeat that is not answered takes 30 s to tell (docs/protocol.md, section 2.5).</summary>
    private const float HeartbeatPatience = 60_000;

    private static readonly string Watch = Scripts.Read("linkWatch.js");

    private readonly Browser _browser;
    private readonly CallPage _page;
    private readonly bool _hasMedia;

    private PageEnd(Browser browser, bool hasMedia, Func<Task<string>> tell)
    {
        _browser = browser;
        _page = new CallPage(browser, tell);
        _hasMedia = hasMedia;
    }

    /// <summary>What a person sees and does.</summary>
    public CallPage Page => _page;

    /// <inheritdoc/>
    public string Name => _browser.Person;

    /// <summary>Starts the browser on a client of the lab.</summary>
    /// <param name="browsers">Where from.</param>
    /// <param name="side">Which client.</param>
    /// <param name="folder">Where the script that starts it there may be put.</param>
    /// <param name="hasMedia">Whether the other end sends pictures and sound.</param>
    /// <param name="tell">What happened to both ends.</param>
    public static async Task<PageEnd> Start(BrowserFixture browsers, Side side, DirectoryInfo folder, bool hasMedia, Func<Task<string>> tell)
    {
        var script = Path.Combine(folder.FullName, $"chromium-{side}");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nexec ip netns exec {Lab.Namespace(side)} {ChromiumFlags.Executable} \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // Loopback of the other client is not a way to it.
        var flags = ChromiumFlags.All.Where(static flag => !string.Equals(flag, ChromiumFlags.Loopback, StringComparison.Ordinal));
        var browser = await browsers.Start(side is Side.A ? "Ann" : "Ben", script, flags);
        await browser.Context.AddInitScriptAsync(Watch);
        return new PageEnd(browser, hasMedia, tell);
    }

    /// <inheritdoc/>
    public async Task Join(string link)
    {
        await _page.Open(link);
        await _page.Join();
    }

    /// <inheritdoc/>
    public async Task Flows()
    {
        // Statistics are read afterwards: reading them takes the browser time that the connection needs.
        try
        {
            await _browser.Page.WaitForFunctionAsync(
                "() => window.__connectTime() !== null", options: new PageWaitForFunctionOptions { PollingInterval = 50, Timeout = (float)CallPage.Patience.TotalMilliseconds });
        }
        catch (TimeoutException fault)
        {
            throw new InvalidOperationException(await Tell(), fault);
        }
        await (_hasMedia
            ? _page.SeesAndHears(1)
            : _page.Until(static links => links is [{ State: "connected" }], "connected"));
    }

    /// <inheritdoc/>
    public Task Leave() => _page.Press("Leave");

    /// <inheritdoc/>
    public async Task Says(string cause, string sentence)
    {
        // A link that works has a sign; what is to be said of it is behind that.
        if (await _page.Badges.CountAsync() > 0)
            await _page.Badges.First.ClickAsync();
        try
        {
            await _page.SeesText(sentence, LabCall.CausePatience);
        }
        catch (PlaywrightException fault)
        {
            throw new InvalidOperationException(await Tell(), fault);
        }
    }

    /// <inheritdoc/>
    public async Task<EndReading?> Read()
    {
        if (await _browser.Read() is not [var link])
            return null;
        var path = await _page.Badges.CountAsync() == 1 ? await _page.Badges.First.GetAttributeAsync("data-path") : null;
        return new EndReading(path, link.LocalType, link.RemoteType, link.RelayProtocol);
    }

    /// <inheritdoc/>
    public Task<double?> ConnectTime() => _browser.Page.EvaluateAsync<double?>("() => window.__connectTime()");

    /// <inheritdoc/>
    public async Task<FlowSeries> Flow() =>
        new(JsonSerializer.Deserialize<long[]>(await _browser.Page.EvaluateAsync<string>("() => window.__flow()"))!, Interval);

    /// <inheritdoc/>
    public async Task<string> Tell() => $"--- {Name}: {string.Join("; ", _browser.Faults)}\n{await _browser.Tell()}";

    /// <summary>Waits until the page says that the server is away, where nobody has told it so.</summary>
    public Task MissesServer() => Assertions.Expect(_browser.Page.GetByText("The server is away")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = HeartbeatPatience });

    /// <summary>Restarts ICE on the page's link, again and again, each one after the last has come to its end; returns how many have.</summary>
    public Task<int> RestartIce(int count) => _browser.Page.EvaluateAsync<int>("count => window.__restartIce(count)", count);

    public ValueTask DisposeAsync() => _browser.DisposeAsync();
}
