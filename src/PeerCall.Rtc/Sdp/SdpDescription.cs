namespace PeerCall.Rtc.Sdp;

/// <summary>A session description (RFC 8866), as far as a peer connection looks at it.</summary>
internal sealed record SdpDescription
{
    /// <summary><c>o=</c>: the number of the session.</summary>
    public ulong SessionId { get; init; }

    /// <summary><c>o=</c>: the number of the description in its session.</summary>
    public ulong SessionVersion { get; init; }

    /// <summary>Whether the writer is a lite implementation (RFC 8839 §5.3).</summary>
    public bool IsIceLite { get; init; }

    /// <summary><c>a=group:BUNDLE</c> (RFC 8843 §5): the sections' identifications, the tagged one first; one list a group.</summary>
    public IReadOnlyList<IReadOnlyList<string>> BundleGroups { get; init; } = [];

    /// <summary>The media sections.</summary>
    public required IReadOnlyList<MediaDescription> Media { get; init; }

    /// <summary>The section of this identification; -1: there is none.</summary>
    public int IndexOf(string mid)
    {
        for (var i = 0; i < Media.Count; i++)
        {
            if (Media[i].Mid == mid)
                return i;
        }
        return -1;
    }

    /// <summary>The section whose transport a bundled section shares (RFC 8843 §7.2); null if it is not bundled or is that one itself.</summary>
    public MediaDescription? TaggedSectionOf(MediaDescription media)
    {
        foreach (var group in BundleGroups)
        {
            if (media.Mid is { } mid && group.Contains(mid, StringComparer.Ordinal) && group[0] != mid && IndexOf(group[0]) is >= 0 and var tagged)
                return Media[tagged];
        }
        return null;
    }
}
