namespace PeerCall.Rtc.Interop.Peers;

/// <summary>Implementations of WebRTC that nobody here wrote.</summary>
public enum PeerKind
{
    /// <summary>Chromium, in a page that uses camera and microphone and so tells its addresses.</summary>
    Chromium,

    /// <summary>Chromium in a page without permissions: its addresses are hidden.</summary>
    ChromiumWithoutDevices,

    /// <summary>Firefox ESR, in a page that uses camera and microphone and so tells its addresses.</summary>
    Firefox,

    /// <summary>Firefox ESR as installed: its addresses are hidden.</summary>
    FirefoxWithoutAddresses,

    /// <summary>aiortc, in Python.</summary>
    Aiortc,
}
