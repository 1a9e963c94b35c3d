namespace PeerCall.EndToEnd.Browsing;

/// <summary>How the browsers of the tests are started.</summary>
internal static class ChromiumFlags
{
    /// <summary>Debian's Chromium; <c>CHROMIUM</c> in the environment names another.</summary>
    public static string Executable => Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Where only loopback is up, ICE would gather nothing at all.</summary>
    public const string Loopback = "--allow-loopback-in-peer-connection";

    /// <summary>Fake camera and microphone without questions, WebRTC over loopback, no traffic of the browser's own.</summary>
    public static readonly string[] All =
    [
        // Root, as in a container, cannot use the sandbox; what these browsers open is our own page alone.
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
        Loopback,
        // TURN over TLS with a throwaway certificate.
        "--ignore-certificate-errors",
        "--auto-select-desktop-capture-source=Entire screen",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        // A page in a window that nobody looks at must go on like one in front.
        "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows",
    ];
}
