using Microsoft.Playwright;
using PeerCall.Rtc.Interop.Linking;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Foreign;

/// <summary>The foreign programs: each is started when a test first asks for it, and then serves all tests.</summary>
public sealed class ForeignPeers : IAsyncLifetime
{
    private readonly Dictionary<PeerKind, ForeignProgram> _programs = [];
    private readonly PageServer _pages = new();
    private IPlaywright? _playwright;

    public async Task InitializeAsync() => _playwright = await Playwright.CreateAsync();

    public async Task DisposeAsync()
    {
        foreach (var program in _programs.Values)
            await program.DisposeAsync();
        _playwright?.Dispose();
        await _pages.DisposeAsync();
    }

    /// <summary>A new connection in the program that all tests share.</summary>
    internal async Task<ForeignPeer> Connect(PeerKind kind, PeerSettings? settings = null)
    {
        if (!_programs.TryGetValue(kind, out var program))
            _programs[kind] = program = await Start(kind);
        return await program.Connect(settings);
    }

    /// <summary>A program for one test alone, which may kill it.</summary>
    internal async Task<ForeignProgram> Start(PeerKind kind) => kind switch
    {
        PeerKind.Chromium or PeerKind.ChromiumWithoutDevices => await ChromiumProgram.Start(_playwright!, _pages, kind),
        PeerKind.Aiortc => await AiortcProgram.Start(),
        _ => await FirefoxProgram.Start(_pages, kind),
    };
}

/// <summary>All test classes share the foreign programs.</summary>
[CollectionDefinition(Name)]
public sealed class Interoperability : ICollectionFixture<ForeignPeers>
{
    public const string Name = "Interoperability";
}
