using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>
/// One object of a statistics report (W3C webrtc-stats, RTCStats). Its members have W3C's names, in C#'s capitals; null is what is not
/// known, and JSON leaves it out.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CandidatePairStats), CandidatePairStats.TypeName)]
[JsonDerivedType(typeof(LocalCandidateStats), LocalCandidateStats.TypeName)]
[JsonDerivedType(typeof(RemoteCandidateStats), RemoteCandidateStats.TypeName)]
[JsonDerivedType(typeof(TransportStats), TransportStats.TypeName)]
[JsonDerivedType(typeof(DataChannelStats), DataChannelStats.TypeName)]
[JsonDerivedType(typeof(PeerConnectionStats), PeerConnectionStats.TypeName)]
[JsonDerivedType(typeof(CertificateStats), CertificateStats.TypeName)]
public abstract record RtcStats
{
    private protected RtcStats()
    {
    }

    /// <summary>Names the object; the same in each report of a connection.</summary>
    public required string Id { get; init; }

    /// <summary>When the report was made: milliseconds since 1970, UTC.</summary>
    public required double Timestamp { get; init; }

    /// <summary>W3C RTCStatsType, such as <c>candidate-pair</c>.</summary>
    [JsonIgnore]
    public abstract string Type { get; }
}
