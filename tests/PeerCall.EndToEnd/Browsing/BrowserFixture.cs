using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>
/// The driver of the browsers, one for all tests, and the browsers that wait for the next person: starting one is what a test would mostly wait for. The
/// driver's node program comes with the package: nothing is downloaded.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly ConcurrentBag<BrowserProcess> _waiting = [];
    private IPlaywright? _playwright;

    public async Task InitializeAsync()
    {
        File.Exists(ChromiumFlags.Executable).ShouldBeTrue($"{ChromiumFlags.Executable} is missing (Debian: apt-get install chromium; or name one in CHROMIUM).");
        _playwright = await Playwright.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _waiting)
            await process.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A browser process for one person, with a new profile: nobody else uses it at the same time.</summary>
    /// <param name="person">Whose.</param>
    internal async Task<Browser> Start(string person)
    {
        if (!_waiting.TryTake(out var process))
            process = await BrowserProcess.Start(_playwright!, ChromiumFlags.Executable, ChromiumFlags.All);
        return await Browser.Open(process, person, async left =>
        {
            if (left.IsSound)
                _waiting.Add(left);
            else
                await left.DisposeAsync();
        });
    }

    /// <summary>A browser of another kind, which is started for this person alone.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="executable">What is started in place of the browser itself: a script that starts it somewhere else; null for the browser.</param>
    /// <param name="flags">Flags in place of the usual ones; null for those.</param>
    internal async Task<Browser> Start(string person, string? executable, IEnumerable<string>? flags)
    {
        var process = await BrowserProcess.Start(_playwright!, executable ?? ChromiumFlags.Executable, flags ?? ChromiumFlags.All);
        return await Browser.Open(process, person, static left => left.DisposeAsync());
    }
}

/// <summary>Every test class that uses browsers: one fixture for all of them.</summary>
[CollectionDefinition(Name)]
public sealed class Browsers : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browsers";
}
