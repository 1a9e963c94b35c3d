using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Rtc.Interop.Linking;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Foreign;

/// <summary>Debian's Firefox ESR, with one page and a profile of its own.</summary>
internal sealed class FirefoxProgram : ForeignProgram
{
    private readonly PageServer _pages;
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("peercall-firefox-");
    private ChildProcess? _process;

    private FirefoxProgram(PageServer pages, PeerKind kind)
    {
        _pages = pages;
        Kind = kind;
    }

    /// <inheritdoc/>
    public override PeerKind Kind { get; }

    /// <inheritdoc/>
    public override string Output => _process?.Output ?? "";

    public static async Task<FirefoxProgram> Start(PageServer pages, PeerKind kind)
    {
        var program = new FirefoxProgram(pages, kind);
        await program.StartProgram();
        return program;
    }

    /// <inheritdoc/>
    public override Task Kill()
    {
        ProcessTree.Kill(_process!.Id);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task<IPeerWire> Open(CancellationToken cancellation)
    {
        await FirefoxProfile.Write(_profile, Preferences(obfuscatesAddresses: Kind is PeerKind.FirefoxWithoutAddresses), cancellation);
        var (url, wire) = _pages.Expect(withDevices: Kind is PeerKind.Firefox);
        _process = ChildProcess.Start(FirefoxProfile.Executable, ["--headless", "--no-remote", "--profile", _profile.FullName, url.ToString()], FirefoxProfile.Environment(_profile));
        return await wire.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override async Task End()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _profile.Delete(recursive: true);
    }

    private static Dictionary<string, object> Preferences(bool obfuscatesAddresses) => new(FirefoxProfile.Preferences, StringComparer.Ordinal)
    {
        ["media.peerconnection.ice.obfuscate_host_addresses"] = obfuscatesAddresses,
        // Where only loopback is up, ICE would gather nothing at all. Beyond the default route addresses are for pages that use devices.
        ["media.peerconnection.ice.loopback"] = true,
    };
}
