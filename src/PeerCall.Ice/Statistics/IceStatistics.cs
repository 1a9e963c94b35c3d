using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>A snapshot of what an agent knows, in the names of W3C webrtc-stats.</summary>
/// <param name="SelectedCandidatePairId"><c>transport.selectedCandidatePairId</c>; null if there is none.</param>
/// <param name="Pairs"><c>candidate-pair</c>.</param>
/// <param name="LocalCandidates"><c>local-candidate</c>.</param>
/// <param name="RemoteCandidates"><c>remote-candidate</c>.</param>
public sealed record IceStatistics(
    string? SelectedCandidatePairId,
    IReadOnlyList<CandidatePairStatistics> Pairs,
    IReadOnlyList<LocalCandidate> LocalCandidates,
    IReadOnlyList<RemoteCandidateStatistics> RemoteCandidates);

/// <summary><c>remote-candidate</c> (RTCIceCandidateStats), as it was when the snapshot was taken.</summary>
/// <param name="Id"><c>id</c>.</param>
/// <param name="Address"><c>address</c> and <c>port</c>; not to be shown where <paramref name="Name"/> is set.</param>
/// <param name="Name">The <c>.local</c> name it was signaled with; null if with an address.</param>
/// <param name="CandidateType"><c>candidateType</c>.</param>
/// <param name="Priority"><c>priority</c>.</param>
/// <param name="Foundation"><c>foundation</c>.</param>
public sealed record RemoteCandidateStatistics(
    string Id, TransportAddress Address, string? Name, CandidateType CandidateType, uint Priority, string Foundation);

/// <summary><c>candidate-pair</c> (RTCIceCandidatePairStats). Bytes and packets are data alone, checks are not in them.</summary>
public sealed record CandidatePairStatistics
{
    /// <summary><c>id</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>localCandidateId</c>.</summary>
    public required string LocalCandidateId { get; init; }

    /// <summary><c>remoteCandidateId</c>.</summary>
    public required string RemoteCandidateId { get; init; }

    /// <summary><c>state</c>.</summary>
    public required CandidatePairState State { get; init; }

    /// <summary><c>nominated</c>.</summary>
    public required bool Nominated { get; init; }

    /// <summary><c>priority</c>, of older versions of webrtc-stats.</summary>
    public required ulong Priority { get; init; }

    /// <summary><c>packetsSent</c>.</summary>
    public required long PacketsSent { get; init; }

    /// <summary><c>packetsReceived</c>.</summary>
    public required long PacketsReceived { get; init; }

    /// <summary><c>bytesSent</c>.</summary>
    public required long BytesSent { get; init; }

    /// <summary><c>bytesReceived</c>.</summary>
    public required long BytesReceived { get; init; }

    /// <summary><c>lastPacketSentTimestamp</c>, on the clock of "now"; null if none was sent.</summary>
    public required TimeSpan? LastPacketSent { get; init; }

    /// <summary><c>lastPacketReceivedTimestamp</c>, on the clock of "now"; null if none came.</summary>
    public required TimeSpan? LastPacketReceived { get; init; }

    /// <summary><c>totalRoundTripTime</c>: of the answers to requests that were sent once; others measure nothing.</summary>
    public required TimeSpan TotalRoundTripTime { get; init; }

    /// <summary><c>currentRoundTripTime</c>; null before one was measured.</summary>
    public required TimeSpan? CurrentRoundTripTime { get; init; }

    /// <summary><c>requestsReceived</c>.</summary>
    public required long RequestsReceived { get; init; }

    /// <summary><c>requestsSent</c>, retransmissions and consent checks among them.</summary>
    public required long RequestsSent { get; init; }

    /// <summary><c>responsesReceived</c>.</summary>
    public required long ResponsesReceived { get; init; }

    /// <summary><c>responsesSent</c>.</summary>
    public required long ResponsesSent { get; init; }

    /// <summary><c>consentRequestsSent</c>.</summary>
    public required long ConsentRequestsSent { get; init; }
}
