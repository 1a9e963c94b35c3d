using System.Text.Json;
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

    /// <summary>The program; <c>FIREFOX</c> in the environment names another.</summary>
    private static string Executable => Environment.GetEnvironmentVariable("FIREFOX") ?? "firefox-esr";

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
        var preferences = Preferences(obfuscatesAddresses: Kind is PeerKind.FirefoxWithoutAddresses)
            .Select(static preference => $"user_pref({JsonSerializer.Serialize(preference.Key)}, {JsonSerializer.Serialize(preference.Value)});");
        await File.WriteAllLinesAsync(Path.Combine(_profile.FullName, "user.js"), preferences, cancellation);
        var (url, wire) = _pages.Expect(withDevices: Kind is PeerKind.Firefox);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = _profile.FullName,
            ["MOZ_CRASHREPORTER_DISABLE"] = "1",
        };
        _process = ChildProcess.Start(Executable, ["--headless", "--no-remote", "--profile", _profile.FullName, url.ToString()], environment);
        return await wire.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override async Task End()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _profile.Delete(recursive: true);
    }

    private static Dictionary<string, object> Preferences(bool obfuscatesAddresses) => new(StringComparer.Ordinal)
    {
        ["media.peerconnection.ice.obfuscate_host_addresses"] = obfuscatesAddresses,
        // Where only loopback is up, ICE would gather nothing at all. Beyond the default route addresses are for pages that use devices.
        ["media.peerconnection.ice.loopback"] = true,
        ["media.navigator.streams.fake"] = true,
        ["media.navigator.permission.disabled"] = true,
        // Its own traffic, questions and first steps.
        ["app.update.enabled"] = false,
        ["app.update.auto"] = false,
        ["app.normandy.enabled"] = false,
        ["browser.aboutwelcome.enabled"] = false,
        ["browser.safebrowsing.malware.enabled"] = false,
        ["browser.safebrowsing.phishing.enabled"] = false,
        ["browser.safebrowsing.downloads.remote.enabled"] = false,
        ["browser.search.update"] = false,
        ["browser.sessionstore.resume_from_crash"] = false,
        ["browser.shell.checkDefaultBrowser"] = false,
        ["browser.startup.homepage_override.mstone"] = "ignore",
        ["datareporting.policy.dataSubmissionEnabled"] = false,
        ["datareporting.healthreport.uploadEnabled"] = false,
        ["extensions.update.enabled"] = false,
        ["extensions.getAddons.cache.enabled"] = false,
        ["media.gmp-manager.updateEnabled"] = false,
        ["network.captive-portal-service.enabled"] = false,
        ["network.connectivity-service.enabled"] = false,
        ["network.dns.disablePrefetch"] = true,
        ["network.prefetch-next"] = false,
        ["network.http.speculative-parallel-limit"] = 0,
        ["network.trr.mode"] = 5,
        ["services.settings.server"] = "data:,",
        ["toolkit.telemetry.enabled"] = false,
        ["toolkit.telemetry.unified"] = false,
        ["toolkit.telemetry.server"] = "data:,",
        ["toolkit.startup.max_resumed_crashes"] = -1,
        // A page in a window that nobody looks at must go on like one in front.
        ["dom.min_background_timeout_value"] = 4,
        ["dom.timeout.enable_budget_timer_throttling"] = false,
    };
}
