using Microsoft.Playwright;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>The driver of the browsers, one for all tests. Its node program comes with the package: nothing is downloaded.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public async Task InitializeAsync()
    {
        File.Exists(ChromiumFlags.Executable).ShouldBeTrue($"{ChromiumFlags.Executable} is missing (Debian: apt-get install chromium; or name one in CHROMIUM).");
        _playwright = await Playwright.CreateAsync();
    }

    public Task DisposeAsync()
    {
        _playwright?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Starts a browser process for one person.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="executable">What is started in place of the browser itself.</param>
    /// <param name="flags">Flags in place of the usual ones.</param>
    internal Task<Browser> Start(string person, string? executable = null, IEnumerable<string>? flags = null) => Browser.Start(_playwright!, person, executable, flags);
}

/// <summary>Test classes with calls whose pictures have to flow: one test at a time.</summary>
[CollectionDefinition(Name)]
public sealed class Browsers : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browsers";
}

/// <summary>Test classes whose browsers mostly wait, for a link to fail: they go beside the calls.</summary>
[CollectionDefinition(Name)]
public sealed class WaitingBrowsers : ICollectionFixture<BrowserFixture>
{
    public const string Name = "WaitingBrowsers";
}

/// <summary>Test classes that take all of the machine, or measure what a process takes: nothing goes beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Alone";
}
