using Microsoft.Playwright;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>
/// The page as a person uses it, by the accessible names of its controls. Waits are polls with deadlines: Playwright's own, and
/// <see cref="Eventually"/> over <c>getStats</c>.
/// </summary>
/// <param name="browser">Whose.</param>
/// <param name="tell">What happened to all, for the message of a test that fails; null: what happened in this browser.</param>
internal sealed class CallPage(Browser browser, Func<Task<string>>? tell = null)
{
    /// <summary>Long enough for a busy machine with two cores; a pass takes a fraction of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string CountPlaying =
        "() => [...document.querySelectorAll(\"[data-testid^='video-']\")].filter((video) => video.videoWidth > 0 && !video.paused).length";

    private const string TellVideos =
        "() => [...document.querySelectorAll('video')].map((v) => `${v.dataset.testid}: ${v.videoWidth} wide, ${v.paused ? 'paused' : 'plays'}, ready ${v.readyState}`).join('; ') + ` (${document.visibilityState})`";

    private static readonly LocatorAssertionsToBeVisibleOptions Visible = new() { Timeout = (float)Patience.TotalMilliseconds };
    private static readonly LocatorAssertionsToHaveCountOptions Patiently = new() { Timeout = (float)Patience.TotalMilliseconds };

    public Browser Browser => browser;

    private IPage Page => browser.Page;

    private ILocator AwayBanner => Page.GetByText("The server is away");

    /// <summary>One for each other person.</summary>
    public ILocator RemoteTiles => Page.Locator("[data-testid^='tile-']");

    /// <summary>How each other person is connected.</summary>
    public ILocator Badges => Page.Locator("[data-testid^='badge-']");

    public ILocator MutedMarks => Page.Locator("[data-testid^='muted-']");

    public ILocator InterruptedMarks => Page.Locator("[data-testid^='interrupted-']");

    public ILocator Screens => Page.Locator("[data-testid^='screen-']");

    /// <summary>A button of the page by its accessible name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>A button in the bar of the call; the stage may have one of the same name.</summary>
    private ILocator Control(string name) =>
        Page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = name, Exact = true });

    /// <summary>Opens a room's link and waits for the view before the call.</summary>
    public async Task Open(string link)
    {
        await Page.GotoAsync(link);
        await Assertions.Expect(Button("Join")).ToBeVisibleAsync(Visible);
    }

    /// <summary>Enters the room under the person's name.</summary>
    public async Task Join()
    {
        await Page.GetByLabel("Your name").FillAsync(browser.Person);
        await Button("Join").ClickAsync();
        await SeesControl("Leave");
    }

    /// <summary>Presses a control of the call; the bar comes back first if it has hidden itself.</summary>
    public async Task Press(string name)
    {
        await ShowControls();
        await Control(name).ClickAsync();
    }

    public Task SeesControl(string name) => Assertions.Expect(Control(name)).ToBeVisibleAsync(Visible);

    public Task SeesText(string text, TimeSpan? within = null) =>
        Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = (float)(within ?? Patience).TotalMilliseconds });

    /// <summary>Waits until the page says that the server is away.</summary>
    public Task MissesServer() => Assertions.Expect(AwayBanner).ToBeVisibleAsync(Visible);

    /// <summary>Waits until the page says so no longer.</summary>
    public Task SeesServer() => Assertions.Expect(AwayBanner).ToHaveCountAsync(0, Patiently);

    /// <summary>Waits until so many others are there.</summary>
    public Task SeesPeople(int others) => Assertions.Expect(RemoteTiles).ToHaveCountAsync(others, Patiently);

    public static Task Sees(ILocator marks, int count) => Assertions.Expect(marks).ToHaveCountAsync(count, Patiently);

    /// <summary>Waits until pictures and sound of so many others arrive, and go on arriving.</summary>
    public async Task SeesAndHears(int others)
    {
        await Until(links => links.Count(IsFlowing) == others, $"pictures and sound of {others}");
        var before = await browser.Read();
        var frames = before.Sum(static link => link.FramesDecoded);
        var packets = before.Sum(static link => link.AudioPackets);
        await Until(
            links => links.Sum(static link => link.FramesDecoded) >= frames + (10 * others) && links.Sum(static link => link.AudioPackets) >= packets + (25 * others),
            "pictures and sound go on");
        // Decoded is not shown: the elements themselves have to play.
        await Eventually.Holds(
            async () => await Page.EvaluateAsync<int>(CountPlaying) >= others,
            Patience,
            async () => $"{browser.Person}: {others} pictures are shown. {await Page.EvaluateAsync<string>(TellVideos)}");
    }

    /// <summary>Waits until sound has come for about a second more, whatever becomes of the pictures.</summary>
    public async Task Hears()
    {
        var before = await browser.Read();
        var (packets, energy) = (before.Sum(static link => link.AudioPackets), before.Sum(static link => link.AudioEnergy));
        await Until(links => links.Sum(static link => link.AudioPackets) >= packets + 40 && links.Sum(static link => link.AudioEnergy) > energy, "sound goes on");
    }

    /// <summary>Waits until a reading of all links satisfies a condition.</summary>
    public async Task Until(Func<LinkReading[], bool> condition, string what)
    {
        LinkReading[] last = [];
        await Eventually.Holds(
            async () => condition(last = await browser.Read()),
            Patience,
            async () => $"{browser.Person}: {what}. Last: {string.Join("; ", last.AsEnumerable())}. Faults: {string.Join("; ", browser.Faults)}\n{await (tell ?? browser.Tell)()}");
    }

    /// <summary>Opens the chat unless it is open.</summary>
    public async Task OpenChat()
    {
        var field = Page.GetByLabel("Message", new PageGetByLabelOptions { Exact = true });
        if (await field.IsVisibleAsync())
            return;
        await ShowControls();
        // Not by the exact name: with unread messages it tells their number.
        await Page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Chat" }).ClickAsync();
        await Assertions.Expect(field).ToBeVisibleAsync(Visible);
    }

    public async Task Say(string text)
    {
        await OpenChat();
        await Page.GetByLabel("Message", new PageGetByLabelOptions { Exact = true }).FillAsync(text);
        await Button("Send").ClickAsync();
    }

    /// <summary>The card of a file in the chat.</summary>
    public ILocator File(string name) => Page.Locator($"[data-file='{name}']");

    /// <summary>Chooses a file for everybody, as with the button of the chat.</summary>
    public async Task Send(string name, byte[] content)
    {
        await OpenChat();
        await Page.GetByTestId("file-chooser").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = content });
        await Assertions.Expect(File(name)).ToBeVisibleAsync(Visible);
    }

    /// <summary>Waits for a file that somebody offers, and takes it.</summary>
    public async Task Accept(string name)
    {
        await OpenChat();
        await PressOf(name, "Accept");
    }

    /// <summary>Presses what the card of a file offers: <c>Accept</c>, <c>Decline</c>, <c>Stop</c>.</summary>
    public Task PressOf(string name, string action) => Button($"{action} {name}").ClickAsync(new LocatorClickOptions { Timeout = (float)Patience.TotalMilliseconds });

    /// <summary>Waits until a file's card says something.</summary>
    public Task SeesOf(string name, string words) =>
        Assertions.Expect(File(name)).ToContainTextAsync(words, new LocatorAssertionsToContainTextOptions { Timeout = (float)Patience.TotalMilliseconds });

    /// <summary>Saves a file that has arrived. Returns what was saved.</summary>
    public async Task<byte[]> Save(string name)
    {
        var link = Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"Save {name}", Exact = true });
        var download = await Page.RunAndWaitForDownloadAsync(() => link.ClickAsync(new LocatorClickOptions { Timeout = (float)Patience.TotalMilliseconds }));
        download.SuggestedFilename.ShouldBe(name);
        return await System.IO.File.ReadAllBytesAsync(await download.PathAsync());
    }

    /// <summary>Sends somebody out of the room, as its host.</summary>
    public async Task SendOut(string name)
    {
        await ShowControls();
        // Not by the exact name: it tells their number.
        await Page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "People" }).ClickAsync();
        await Button($"Send {name} out").ClickAsync();
        await Button("Send out").ClickAsync();
    }

    /// <summary>Chooses "Relay only" in the settings, as a person who wants her address hidden does.</summary>
    public async Task ChooseRelayOnly()
    {
        await Press("Settings");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Connection" }).ClickAsync();
        var relayOnly = Page.GetByRole(AriaRole.Switch, new PageGetByRoleOptions { Name = "Relay only" });
        // The native control lies under its drawing.
        await relayOnly.CheckAsync(new LocatorCheckOptions { Force = true });
        await Page.Keyboard.PressAsync("Escape");
    }

    /// <summary>Waits until a badge tells of a path (<c>data-path</c>).</summary>
    public Task SeesPath(string path) =>
        Assertions.Expect(Badges.First).ToHaveAttributeAsync("data-path", path, new LocatorAssertionsToHaveAttributeOptions { Timeout = (float)Patience.TotalMilliseconds });

    private async Task ShowControls()
    {
        await Page.Mouse.MoveAsync(400, 300);
        await Page.Mouse.MoveAsync(410, 310);
    }

    private static bool IsFlowing(LinkReading link) => link is { State: "connected", FramesDecoded: > 0, AudioPackets: > 0, AudioEnergy: > 0 };
}
