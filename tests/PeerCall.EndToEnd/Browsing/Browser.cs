using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>
/// One person's Chromium: a process tree of its own, not a context in a shared one. So two people share no network stack and no cache, and
/// one of them can be killed.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string Probe = ReadResource("peerConnectionProbe.js");
    private static readonly string Story = ReadResource("storyProbe.js");
    private static readonly string IceUrlFilter = ReadResource("iceUrlFilter.js");
    private static readonly string StalledFile = ReadResource("stallFirstFile.js");
    private static readonly string WrongFingerprint = ReadResource("wrongFingerprint.js");

    private readonly IBrowser _browser;
    private readonly List<string> _faults = [];
    private bool _frozen;
    private bool _killed;

    private Browser(IBrowser browser, IBrowserContext context, IPage page, int processId, string person)
    {
        _browser = browser;
        Context = context;
        Page = page;
        ProcessId = processId;
        Person = person;
    }

    /// <summary>Who sits in front of it.</summary>
    public string Person { get; }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Of the browser's main process.</summary>
    public int ProcessId { get; }

    /// <summary>Uncaught errors of the page and errors on its console, oldest first.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>Starts a browser.</summary>
    /// <param name="playwright">The driver.</param>
    /// <param name="person">Who sits in front of it.</param>
    /// <param name="executable">What is started in place of <see cref="ChromiumFlags.Executable"/>: a script that starts it somewhere else.</param>
    /// <param name="flags">Flags in place of <see cref="ChromiumFlags.All"/>.</param>
    public static async Task<Browser> Start(IPlaywright playwright, string person, string? executable = null, IEnumerable<string>? flags = null)
    {
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable ?? ChromiumFlags.Executable,
            Headless = true,
            Args = flags ?? ChromiumFlags.All,
        });
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            Permissions = ["camera", "microphone"],
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            Locale = "en-US",
        });
        await context.AddInitScriptAsync(Probe);
        await context.AddInitScriptAsync(Story);
        var page = await context.NewPageAsync();
        var started = new Browser(browser, context, page, await MainProcess(browser), person);
        page.PageError += (_, error) => started.Note(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                started.Note(message.Text);
        };
        return started;
    }

    /// <summary>What every open <c>RTCPeerConnection</c> of the page has received so far.</summary>
    public async Task<LinkReading[]> Read() =>
        JsonSerializer.Deserialize<LinkReading[]>(await Page.EvaluateAsync<string>("() => window.__readMedia()"), JsonSerializerOptions.Web)!;

    /// <summary>What happened in the page so far, a line each with seconds of the wall clock; for the message of a test that fails.</summary>
    public async Task<string> Tell()
    {
        try
        {
            return await Page.EvaluateAsync<string>("() => window.__story()").WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (Exception silence) when (silence is PlaywrightException or TimeoutException)
        {
            return $"It does not answer: {silence.Message}";
        }
    }

    /// <summary>Lets pages opened from now on use only STUN and TURN servers whose URL matches.</summary>
    public Task UseOnly(string iceUrls) => Context.AddInitScriptAsync($"window.__iceUrls = {JsonSerializer.Serialize(iceUrls)};\n{IceUrlFilter}");

    /// <summary>Lets the first file that pages opened from now on send stand still after so many bytes.</summary>
    public Task StallFirstFile(long bytes) => Context.AddInitScriptAsync($"window.__stallAfter = {bytes};\n{StalledFile}");

    /// <summary>Gives pages opened from now on what a person has chosen in the settings, Connection, in an earlier call (client/src/call/settings.ts).</summary>
    public Task Remember(object connection)
    {
        var settings = JsonSerializer.Serialize(JsonSerializer.Serialize(new { connection }));
        return Context.AddInitScriptAsync($"localStorage.setItem('peercall.settings', {settings});");
    }

    /// <summary>Lets the descriptions of pages opened from now on tell of a certificate that is not theirs.</summary>
    public Task ForgeFingerprints() => Context.AddInitScriptAsync(WrongFingerprint);

    /// <summary>Closes the tab, as a person does.</summary>
    public Task CloseTab() => Page.CloseAsync(new PageCloseOptions { RunBeforeUnload = false });

    /// <summary>Ends all its processes without warning: no farewell reaches anybody.</summary>
    public async Task Kill()
    {
        _killed = true;
        using var process = Process.GetProcessById(ProcessId);
        ProcessTree.Kill(ProcessId);
        await process.WaitForExitAsync();
    }

    /// <summary>Stands still, as on a machine that sleeps, until <see cref="Thaw"/>.</summary>
    public void Freeze()
    {
        _frozen = true;
        ProcessTree.Freeze(ProcessId);
    }

    /// <summary>Goes on.</summary>
    public void Thaw()
    {
        ProcessTree.Thaw(ProcessId);
        _frozen = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_frozen)
            Thaw();
        if (!_killed)
            await _browser.DisposeAsync();
    }

    private static async Task<int> MainProcess(IBrowser browser)
    {
        var session = await browser.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        await session.DetachAsync();
        return answer!.Value.GetProperty("processInfo").EnumerateArray()
            .Single(static process => process.GetProperty("type").GetString() == "browser")
            .GetProperty("id").GetInt32();
    }

    private void Note(string fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }

    private static string ReadResource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
