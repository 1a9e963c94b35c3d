using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>Which peers, in which roles.</summary>
public static class Cases
{
    private static readonly PeerKind[] All = [PeerKind.Chromium, PeerKind.Firefox, PeerKind.Aiortc];
    private static readonly PeerKind[] OnlyBrowsers = [PeerKind.Chromium, PeerKind.Firefox];

    /// <summary>Each peer, answering and offering.</summary>
    public static TheoryData<PeerKind, bool> PeersAndRoles => Of(All);

    /// <summary>Each browser, answering and offering.</summary>
    public static TheoryData<PeerKind, bool> BrowsersAndRoles => Of(OnlyBrowsers);

    /// <summary>Each browser that hides its addresses, answering and offering.</summary>
    public static TheoryData<PeerKind, bool> HiddenBrowsersAndRoles => Of([PeerKind.ChromiumWithoutDevices, PeerKind.FirefoxWithoutAddresses]);

    private static TheoryData<PeerKind, bool> Of(PeerKind[] kinds)
    {
        var cases = new TheoryData<PeerKind, bool>();
        foreach (var kind in kinds)
        {
            cases.Add(kind, true);
            cases.Add(kind, false);
        }
        return cases;
    }
}
