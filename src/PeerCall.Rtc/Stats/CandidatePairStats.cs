using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>W3C RTCIceCandidatePairStats. Bytes and packets are data; connectivity checks are counted as requests and responses.</summary>
public sealed record CandidatePairStats : RtcStats
{
    internal const string TypeName = "candidate-pair";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;

    /// <summary>The <see cref="TransportStats"/>.</summary>
    public required string TransportId { get; init; }

    /// <summary>The <see cref="LocalCandidateStats"/>.</summary>
    public required string LocalCandidateId { get; init; }

    /// <summary>The <see cref="RemoteCandidateStats"/>.</summary>
    public required string RemoteCandidateId { get; init; }

    /// <summary><c>frozen</c>, <c>waiting</c>, <c>in-progress</c>, <c>failed</c> or <c>succeeded</c>.</summary>
    public required string State { get; init; }

    /// <summary>Whether it is nominated.</summary>
    public required bool Nominated { get; init; }

    /// <summary>Datagrams sent.</summary>
    public required long PacketsSent { get; init; }

    /// <summary>Datagrams received.</summary>
    public required long PacketsReceived { get; init; }

    /// <summary>Bytes of UDP payload sent.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes of UDP payload received.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Milliseconds since 1970 of the last datagram sent.</summary>
    public double? LastPacketSentTimestamp { get; init; }

    /// <summary>Milliseconds since 1970 of the last datagram received.</summary>
    public double? LastPacketReceivedTimestamp { get; init; }

    /// <summary>Sum of all round-trip times that checks measured, in seconds.</summary>
    public required double TotalRoundTripTime { get; init; }

    /// <summary>The last of them, in seconds.</summary>
    public double? CurrentRoundTripTime { get; init; }

    /// <summary>Checks received.</summary>
    public required long RequestsReceived { get; init; }

    /// <summary>Checks sent.</summary>
    public required long RequestsSent { get; init; }

    /// <summary>Answers to checks received.</summary>
    public required long ResponsesReceived { get; init; }

    /// <summary>Answers to checks sent.</summary>
    public required long ResponsesSent { get; init; }

    /// <summary>Consent checks sent (RFC 7675).</summary>
    public required long ConsentRequestsSent { get; init; }
}
