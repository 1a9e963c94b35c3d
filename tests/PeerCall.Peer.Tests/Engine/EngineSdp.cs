namespace PeerCall.Peer.Tests.Engine;

/// <summary>Descriptions of a browser without data, and what is looked at in those of an engine.</summary>
internal static class EngineSdp
{
    /// <summary>An offer of Chromium to a call; see tests/Fixtures/sdp.</summary>
    public static string Browser(bool isAudioAlone)
    {
        var text = File.ReadAllText(Path.Combine(Fixtures.Folder("sdp"), "chromium-156", "call-offer.sdp"));
        return isAudioAlone
            ? text[..text.IndexOf("m=video", StringComparison.Ordinal)].Replace("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0", StringComparison.Ordinal)
            : text;
    }

    /// <summary>Kinds of the sections.</summary>
    public static string[] Sections(string sdp) => Values(sdp, "m=", ' ');

    /// <summary>DTLS roles of the sections.</summary>
    public static string[] Roles(string sdp) => Values(sdp, "a=setup:", '\r');

    private static string[] Values(string sdp, string start, char end) =>
    [
        .. sdp.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..].Split(end)[0]),
    ];
}
