using PeerCall.Ice;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Sdp;

/// <summary>A media section (RFC 8866 §5.14) with the attributes that it has itself or from the session level.</summary>
internal sealed record MediaDescription
{
    /// <summary>What the name of the medium is where data channels are meant.</summary>
    public const string Application = "application";

    /// <summary>SCTP port where the section names none.</summary>
    public const ushort DefaultSctpPort = 5000;

    /// <summary>Bytes of a message where the section names no limit (RFC 8841 §6.1).</summary>
    public const long DefaultMaxMessageSize = 65536;

    /// <summary><c>audio</c>, <c>video</c>, <c>application</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>Port; 0 rejects the section, unless it is bundle-only.</summary>
    public ushort Port { get; init; } = 9;

    /// <summary>Protocol, such as <c>UDP/TLS/RTP/SAVPF</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Formats, with spaces between them.</summary>
    public required string Formats { get; init; }

    /// <summary>Identification (RFC 5888 §4); null if it has none.</summary>
    public string? Mid { get; init; }

    /// <summary>Whether it is to be used in a bundle or not at all (RFC 8843 §6); its port is 0 then.</summary>
    public bool IsBundleOnly { get; init; }

    /// <summary>ICE parameters; null if one of them is absent.</summary>
    public IceParameters? Ice { get; init; }

    /// <summary>Whether candidates may follow (RFC 8840 §4.1).</summary>
    public bool IsTrickle { get; init; }

    /// <summary>Candidates in the description.</summary>
    public IReadOnlyList<CandidateAttribute> Candidates { get; init; } = [];

    /// <summary>Whether these are all (RFC 8840 §8).</summary>
    public bool IsEndOfCandidates { get; init; }

    /// <summary>Fingerprints with a hash that is strong enough.</summary>
    public IReadOnlyList<CertificateFingerprint> Fingerprints { get; init; } = [];

    /// <summary>Who begins the DTLS handshake; null if not said.</summary>
    public DtlsSetup? Setup { get; init; }

    /// <summary>Names the DTLS association (RFC 8842 §4); null if not said.</summary>
    public string? TlsId { get; init; }

    /// <summary>Whether it is for data channels, and how it is written.</summary>
    public DataSectionForm Form { get; init; }

    /// <summary>SCTP port; 0 where data channels are not wanted (RFC 8841 §5.1).</summary>
    public ushort SctpPort { get; init; } = DefaultSctpPort;

    /// <summary>Bytes of a message at most; 0: without limit (RFC 8841 §6.1).</summary>
    public long MaxMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>Whether it is for data channels.</summary>
    public bool IsData => Form is not DataSectionForm.None;

    /// <summary>Whether its writer does not want it.</summary>
    public bool IsRejected => (Port == 0 && !IsBundleOnly) || (IsData && SctpPort == 0);
}
