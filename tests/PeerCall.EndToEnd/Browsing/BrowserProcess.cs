using System.Diagnostics;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>A running Chromium, without anybody in front of it.</summary>
internal sealed class BrowserProcess : IAsyncDisposable
{
    private readonly IBrowser _browser;

    private BrowserProcess(IBrowser browser, int id)
    {
        _browser = browser;
        Id = id;
    }

    /// <summary>Of its main process.</summary>
    public int Id { get; }

    /// <summary>Whether nothing has been done to it that the next person could notice.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Starts one.</summary>
    public static async Task<BrowserProcess> Start(IPlaywright playwright, string executable, IEnumerable<string> flags)
    {
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Headless = true, Args = flags });
        return new BrowserProcess(browser, await MainProcess(browser));
    }

    /// <summary>A profile of its own: nothing is kept of another one.</summary>
    public Task<IBrowserContext> NewContext() => _browser.NewContextAsync(new BrowserNewContextOptions
    {
        Permissions = ["camera", "microphone"],
        ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        Locale = "en-US",
    });

    /// <summary>Ends all its processes without warning.</summary>
    public async Task Kill()
    {
        IsSound = false;
        using var process = Process.GetProcessById(Id);
        ProcessTree.Kill(Id);
        await process.WaitForExitAsync();
    }

    /// <summary>Lets all its processes stand still.</summary>
    public void Freeze()
    {
        IsSound = false;
        ProcessTree.Freeze(Id);
    }

    /// <summary>Lets them go on.</summary>
    public void Thaw() => ProcessTree.Thaw(Id);

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    private static async Task<int> MainProcess(IBrowser browser)
    {
        var session = await browser.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        await session.DetachAsync();
        return answer!.Value.GetProperty("processInfo").EnumerateArray()
            .Single(static process => process.GetProperty("type").GetString() == "browser")
            .GetProperty("id").GetInt32();
    }
}
