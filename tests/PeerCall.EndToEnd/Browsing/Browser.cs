using System.Reflection;
using System.Text.Json;
using Microsoft.Playwright;

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

    private readonly BrowserProcess _process;
    private readonly Func<BrowserProcess, ValueTask> _release;
    private readonly List<string> _faults = [];
    private bool _frozen;
    private bool _killed;

    private Browser(BrowserProcess process, IBrowserContext context, IPage page, string person, Func<BrowserProcess, ValueTask> release)
    {
        _process = process;
        _release = release;
        Context = context;
        Page = page;
        Person = person;
    }

    /// <summary>Who sits in front of it.</summary>
    public string Person { get; }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Of the browser's main process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Uncaught errors of the page and errors on its console, oldest first.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>Puts a person in front of a running browser.</summary>
    /// <param name="process">The browser.</param>
    /// <param name="person">Who.</param>
    /// <param name="release">Takes it when she has gone.</param>
    public static async Task<Browser> Open(BrowserProcess process, string person, Func<BrowserProcess, ValueTask> release)
    {
        var context = await process.NewContext();
        await context.AddInitScriptAsync(Probe);
        await context.AddInitScriptAsync(Story);
        var page = await context.NewPageAsync();
        var started = new Browser(process, context, page, person, release);
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
    public Task Kill()
    {
        _killed = true;
        return _process.Kill();
    }

    /// <summary>Stands still, as on a machine that sleeps, until <see cref="Thaw"/>.</summary>
    public void Freeze()
    {
        _frozen = true;
        _process.Freeze();
    }

    /// <summary>Goes on.</summary>
    public void Thaw()
    {
        _process.Thaw();
        _frozen = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_killed)
            return;
        if (_frozen)
            Thaw();
        await Context.CloseAsync();
        await _release(_process);
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
