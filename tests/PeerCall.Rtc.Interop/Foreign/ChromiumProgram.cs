using System.Text;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Rtc.Interop.Linking;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Foreign;

/// <summary>Debian's Chromium, with one page.</summary>
internal sealed class ChromiumProgram : ForeignProgram
{
    private readonly IPlaywright _playwright;
    private readonly PageServer _pages;
    private readonly StringBuilder _output = new();
    private IBrowser? _browser;
    private bool _isKilled;

    private ChromiumProgram(IPlaywright playwright, PageServer pages, PeerKind kind)
    {
        _playwright = playwright;
        _pages = pages;
        Kind = kind;
    }

    /// <inheritdoc/>
    public override PeerKind Kind { get; }

    /// <inheritdoc/>
    public override string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static async Task<ChromiumProgram> Start(IPlaywright playwright, PageServer pages, PeerKind kind)
    {
        var program = new ChromiumProgram(playwright, pages, kind);
        await program.StartProgram();
        return program;
    }

    /// <inheritdoc/>
    public override async Task Kill()
    {
        _isKilled = true;
        var session = await _browser!.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        var process = answer!.Value.GetProperty("processInfo").EnumerateArray()
            .Single(static process => process.GetProperty("type").GetString() == "browser")
            .GetProperty("id").GetInt32();
        ProcessTree.Kill(process);
    }

    /// <inheritdoc/>
    protected override async Task<IPeerWire> Open(CancellationToken cancellation)
    {
        File.Exists(ChromiumFlags.Executable).ShouldBeTrue($"{ChromiumFlags.Executable} is missing (Debian: apt-get install chromium; or name one in CHROMIUM).");
        var withDevices = Kind is PeerKind.Chromium;
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumFlags.Executable,
            Headless = true,
            // The flag that answers every question with yes would be a permission.
            Args = withDevices ? ChromiumFlags.All : ChromiumFlags.All.Where(static flag => flag != "--use-fake-ui-for-media-stream"),
        });
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { Permissions = withDevices ? ["camera", "microphone"] : [] });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => Note(error);
        page.Console += (_, message) => Note(message.Text);
        var (url, wire) = _pages.Expect(withDevices);
        await page.GotoAsync(url.ToString());
        return await wire.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override async Task End()
    {
        if (_browser is not null && !_isKilled)
            await _browser.DisposeAsync();
    }

    private void Note(string line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
