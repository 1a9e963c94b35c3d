namespace PeerCall.Rtc.Sdp;

/// <summary>How much of a stranger's description is looked at. Browsers with a hundred media sections stay below all of them.</summary>
internal static class SdpLimits
{
    /// <summary>Characters of a description.</summary>
    public const int Length = 64 * 1024;

    /// <summary>Lines before the first media section, and lines of each section.</summary>
    public const int LinesPerSection = 1000;

    /// <summary>Media sections.</summary>
    public const int Sections = 128;

    /// <summary>Characters of a media section's identification (RFC 5888 §4).</summary>
    public const int Mid = 64;

    /// <summary>Candidates of a section; others are passed over, as the ICE agent would.</summary>
    public const int Candidates = 100;

    /// <summary>Fingerprints of a section; others are passed over.</summary>
    public const int Fingerprints = 16;

    /// <summary>Formats of a media section, in characters: what is rejected is repeated in our own descriptions.</summary>
    public const int Formats = 1024;
}
