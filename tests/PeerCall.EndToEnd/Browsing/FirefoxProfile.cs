using System.Text.Json;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>How the tests start Firefox.</summary>
internal static class FirefoxProfile
{
    /// <summary>Debian's Firefox ESR; <c>FIREFOX</c> in the environment names another.</summary>
    public static string Executable => System.Environment.GetEnvironmentVariable("FIREFOX") ?? "firefox-esr";

    /// <summary>Fake camera and microphone without questions, and no traffic of the browser's own.</summary>
    public static IReadOnlyDictionary<string, object> Preferences { get; } = new Dictionary<string, object>(StringComparer.Ordinal)
    {
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

    /// <summary>Environment of a Firefox with this profile.</summary>
    public static IReadOnlyDictionary<string, string> Environment(DirectoryInfo profile) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["HOME"] = profile.FullName,
        ["MOZ_CRASHREPORTER_DISABLE"] = "1",
    };

    /// <summary>Writes a profile's preferences.</summary>
    public static Task Write(DirectoryInfo profile, IReadOnlyDictionary<string, object> preferences, CancellationToken cancellation = default) =>
        File.WriteAllLinesAsync(
            Path.Combine(profile.FullName, "user.js"),
            preferences.Select(static preference => $"user_pref({JsonSerializer.Serialize(preference.Key)}, {JsonSerializer.Serialize(preference.Value)});"),
            cancellation);
}
