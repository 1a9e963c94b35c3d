using System.Text.Json;
using System.Text.RegularExpressions;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Firefox;

/// <summary>Firefox on one of the lab's clients, with a profile of its own and one page.</summary>
internal sealed partial class FirefoxBrowser : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("peercall-lab-firefox-");
    private readonly HttpClient _http;
    private readonly List<string> _faults = [];
    private ChildProcess? _process;
    private BidiSession? _session;
    private string _page = "";

    private FirefoxBrowser(Side side) => _http = NamespaceSockets.HttpClient(Lab.Namespace(side));

    /// <summary>Uncaught errors of the page and errors on its console, oldest first.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="side">On which client.</param>
    /// <param name="scripts">What runs before the own scripts of every page.</param>
    public static async Task<FirefoxBrowser> Start(Side side, params IEnumerable<string> scripts)
    {
        var browser = new FirefoxBrowser(side);
        try
        {
            await browser.Begin(side, scripts);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page.</summary>
    public Task Open(string url) => _session!.Send("browsingContext.navigate", new { context = _page, url, wait = "interactive" });

    /// <summary>What a script of the page comes to, once its promise is kept; null for anything but a text, a number or a truth value.</summary>
    /// <exception cref="InvalidOperationException">The script throws.</exception>
    public async Task<T?> Evaluate<T>(string expression)
    {
        var answer = await _session!.Send("script.evaluate", new { expression, target = new { context = _page }, awaitPromise = true });
        if (answer.GetProperty("type").GetString() is not "success")
            throw new InvalidOperationException($"{expression}: {answer.GetProperty("exceptionDetails").GetProperty("text")}");
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value.Deserialize<T>() : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        if (_process is not null)
            await _process.DisposeAsync();
        _http.Dispose();
        _profile.Delete(recursive: true);
    }

    private async Task Begin(Side side, IEnumerable<string> scripts)
    {
        var preferences = new Dictionary<string, object>(FirefoxProfile.Preferences, StringComparer.Ordinal)
        {
            // As the flag of Chromium: nobody clicks.
            ["media.autoplay.default"] = 0,
        };
        await FirefoxProfile.Write(_profile, preferences);
        string[] arguments = ["netns", "exec", Lab.Namespace(side), FirefoxProfile.Executable, "--headless", "--no-remote", "--profile", _profile.FullName, "--remote-debugging-port", "0", "about:blank"];
        _process = ChildProcess.Start("ip", arguments, FirefoxProfile.Environment(_profile));
        Match? listening = null;
        await Eventually.Holds(() => Task.FromResult((listening = Listening().Match(_process.Output)).Success), StartTimeout, () => $"Firefox listens. It wrote:\n{_process.Output}");
        _session = await BidiSession.Begin(_http, new Uri(listening!.Groups["address"].Value), Note);
        await _session.Send("session.subscribe", new { events = new[] { "log.entryAdded" } });
        foreach (var script in scripts)
            await _session.Send("script.addPreloadScript", new { functionDeclaration = $"() => {{ {script}\n }}" });
        var pages = await _session.Send("browsingContext.getTree", new { });
        _page = pages.GetProperty("contexts")[0].GetProperty("context").GetString()!;
        await _session.Send("browsingContext.setViewport", new { context = _page, viewport = new { width = 1280, height = 800 } });
    }

    private void Note(string method, JsonElement entry)
    {
        if (entry.GetProperty("level").GetString() is not "error")
            return;
        lock (_faults)
            _faults.Add(entry.GetProperty("text").GetString() ?? method);
    }

    [GeneratedRegex(@"WebDriver BiDi listening on (?<address>ws://127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Listening();
}
