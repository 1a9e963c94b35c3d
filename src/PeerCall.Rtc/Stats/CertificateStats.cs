using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>W3C RTCCertificateStats.</summary>
public sealed record CertificateStats : RtcStats
{
    internal const string TypeName = "certificate";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;

    /// <summary>Upper case hexadecimal bytes with colons between them.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Hash of it: <c>sha-256</c>.</summary>
    public required string FingerprintAlgorithm { get; init; }

    /// <summary>The certificate, DER in base 64.</summary>
    public string? Base64Certificate { get; init; }
}
