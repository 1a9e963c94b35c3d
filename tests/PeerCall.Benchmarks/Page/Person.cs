using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Page;

/// <summary>One person in front of a Chromium of her own: no cache and no network stack is shared, and it can be killed.</summary>
internal sealed class Person : IAsyncDisposable
{
    /// <summary>How long anything in a call may take before its run is void.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--disable-quic",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu",
        "--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection",
    ];

    private readonly IBrowser _browser;
    private readonly string _name;
    private readonly int _processId;
    private readonly bool _isGuest;
    private bool _killed;

    private Person(IBrowser browser, IPage page, string name, int processId, bool isGuest)
    {
        _browser = browser;
        _name = name;
        _processId = processId;
        _isGuest = isGuest;
        Page = page;
    }

    /// <summary>The tab.</summary>
    public IPage Page { get; }

    /// <summary>The browser's program: `CHROMIUM`, or Debian's.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    private ILocator JoinButton => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Join", Exact = true });

    /// <summary>Starts a browser.</summary>
    public static async Task<Person> StartAsync(IPlaywright playwright, string name)
    {
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Executable, Headless = true, Args = Flags });
        return new Person(browser, await NewPageAsync(browser), name, await MainProcessAsync(browser), isGuest: false);
    }

    /// <summary>Another person in front of the same Chromium, as two tabs of one are; gone with the first.</summary>
    public async Task<Person> BesideAsync(string name) => new(_browser, await NewPageAsync(_browser), name, _processId, isGuest: true);

    /// <summary>Opens an address and waits until Join can be pressed.</summary>
    public async Task OpenAsync(string address)
    {
        await Page.GotoAsync(address);
        await JoinButton.WaitForAsync();
        var field = Page.GetByLabel("Your name");
        if (await field.CountAsync() > 0)
            await field.FillAsync(_name);
        await Assertions.Expect(JoinButton).ToBeEnabledAsync(new() { Timeout = (float)Patience.TotalMilliseconds });
    }

    /// <summary>Turns camera and microphone off, before joining.</summary>
    public async Task WithoutMediaAsync()
    {
        foreach (var name in new[] { "Turn camera off", "Turn microphone off" })
            await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name }).ClickAsync();
    }

    /// <summary>Presses Join.</summary>
    public Task JoinAsync() => JoinButton.ClickAsync();

    /// <summary>Reloads, and joins with one press should the page ask for it.</summary>
    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        var leave = Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Leave", Exact = true });
        await JoinButton.Or(leave).First.WaitForAsync();
        if (await JoinButton.IsVisibleAsync())
            await JoinAsync();
    }

    /// <summary>Closes the tab.</summary>
    public Task CloseTabAsync() => Page.CloseAsync();

    /// <summary>Ends the browser without a farewell to anybody.</summary>
    public async Task KillAsync()
    {
        _killed = true;
        using var process = Process.GetProcessById(_processId);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>What the page has shown so far.</summary>
    public async Task<Observation> ObserveAsync() =>
        JsonSerializer.Deserialize<Observation>(await Page.EvaluateAsync<string>("() => window.__observed()"), JsonSerializerOptions.Web)!;

    /// <summary>Forgets what was shown before.</summary>
    public Task ObserveAnewAsync() => Page.EvaluateAsync("() => window.__observeAnew()");

    /// <summary>Waits until the page has shown something.</summary>
    /// <exception cref="LoadFailure">It has not within <see cref="Patience"/>.</exception>
    public async Task<Observation> UntilAsync(Func<Observation, bool> condition, string what)
    {
        // The page notes the times itself: how often it is asked changes nothing but the load of the machine.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(200))
        {
            var seen = await ObserveAsync();
            if (condition(seen))
                return seen;
        }

        throw new LoadFailure($"{_name} did not see this: {what}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_killed && !_isGuest)
            await _browser.DisposeAsync();
    }

    private static async Task<IPage> NewPageAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            Permissions = ["camera", "microphone"],
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            Locale = "en-US",
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        await context.AddInitScriptAsync(Resource.Text("observe.js"));
        return await context.NewPageAsync();
    }

    private static async Task<int> MainProcessAsync(IBrowser browser)
    {
        var session = await browser.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        await session.DetachAsync();
        return answer!.Value.GetProperty("processInfo").EnumerateArray()
            .Single(static process => process.GetProperty("type").GetString() == "browser")
            .GetProperty("id").GetInt32();
    }
}
