using System.Text.Json;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.NetworkLab.Firefox;
using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Ends;

/// <summary>The page in Firefox.</summary>
internal sealed class FirefoxEnd : IEnd
{
    private const int Interval = 100;

    private readonly FirefoxBrowser _browser;
    private readonly bool _hasMedia;
    private readonly Func<Task<string>> _tell;

    private FirefoxEnd(FirefoxBrowser browser, Side side, bool hasMedia, Func<Task<string>> tell)
    {
        _browser = browser;
        Name = side is Side.A ? "Ann" : "Ben";
        _hasMedia = hasMedia;
        _tell = tell;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Starts the browser on a client of the lab.</summary>
    /// <param name="side">Which client.</param>
    /// <param name="hasMedia">Whether the other end sends pictures and sound.</param>
    /// <param name="tell">What happened to both ends.</param>
    public static async Task<FirefoxEnd> Start(Side side, bool hasMedia, Func<Task<string>> tell)
    {
        string[] scripts = ["peerConnectionProbe.js", "storyProbe.js", "linkWatch.js", "hands.js"];
        return new FirefoxEnd(await FirefoxBrowser.Start(side, scripts.Select(Scripts.Read)), side, hasMedia, tell);
    }

    /// <inheritdoc/>
    public async Task Join(string link)
    {
        await _browser.Open(link);
        // It never says that devices are allowed already, so the page waits for a person who wants them.
        await Until(() => _browser.Evaluate<bool>("__offers('Use camera and microphone')"), "the view before the call is there");
        await _browser.Evaluate<bool>("__press('Use camera and microphone')");
        await Until(async () => await _browser.Evaluate<int>("__playing()") == 1, "the own picture is shown");
        await _browser.Evaluate<bool>($"__fill('Your name', '{Name}')");
        await Until(() => _browser.Evaluate<bool>("__offers('Join')"), "Join is offered");
        await _browser.Evaluate<bool>("__press('Join')");
        await Until(() => _browser.Evaluate<bool>("__offers('Leave')"), "is in the room");
    }

    /// <inheritdoc/>
    public async Task Flows()
    {
        if (!_hasMedia)
        {
            await Until(async () => await Links() is [{ State: "connected" }], "connected");
            return;
        }
        LinkReading? before = null;
        await Until(async () => (before = (await Links()).FirstOrDefault()) is { State: "connected", FramesDecoded: > 0, AudioPackets: > 0, AudioEnergy: > 0 }, "pictures and sound");
        await Until(
            async () => await Links() is [var now] && now.FramesDecoded >= before!.FramesDecoded + 10 && now.AudioPackets >= before.AudioPackets + 25,
            "pictures and sound go on");
        // Decoded is not shown: the elements themselves have to play, that of the own picture too.
        await Until(async () => await _browser.Evaluate<int>("__playing()") == 2, "both pictures are shown");
    }

    /// <inheritdoc/>
    public async Task Leave() => await _browser.Evaluate<bool>("__press('Leave')");

    /// <inheritdoc/>
    public Task Says(string cause, string sentence) => Eventually.Holds(
        async () => (await Text("document.body.innerText")).Contains(sentence, StringComparison.Ordinal),
        LabCall.CausePatience,
        async () => $"{Name} says: {sentence}.\n{await _tell()}");

    /// <inheritdoc/>
    public async Task<EndReading?> Read()
    {
        if (await Links() is not [var link])
            return null;
        var badges = JsonSerializer.Deserialize<string?[]>(await Text("JSON.stringify(__badges())"))!;
        return new EndReading(badges is [var path] ? path : null, link.LocalType, link.RemoteType, link.RelayProtocol);
    }

    /// <inheritdoc/>
    public Task<double?> ConnectTime() => _browser.Evaluate<double?>("__connectTime()");

    /// <inheritdoc/>
    public async Task<FlowSeries> Flow() => new(JsonSerializer.Deserialize<long[]>(await Text("__flow()"))!, Interval);

    /// <inheritdoc/>
    public async Task<string> Tell() => $"--- {Name} (Firefox): {string.Join("; ", _browser.Faults)}\n{await Text("__story()")}\n{await Text("document.body.innerText")}";

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    private async Task<LinkReading[]> Links() => JsonSerializer.Deserialize<LinkReading[]>(await Text("__readMedia()"), JsonSerializerOptions.Web)!;

    private async Task<string> Text(string script) => await _browser.Evaluate<string>(script) ?? throw new InvalidOperationException($"{script} tells nothing.");

    private Task Until(Func<Task<bool>> condition, string what) => Eventually.Holds(condition, CallPage.Patience, async () => $"{Name}: {what}.\n{await _tell()}");
}
