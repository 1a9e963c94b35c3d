using PeerCall.Ice;

namespace PeerCall.Rtc.Stats;

/// <summary>Candidates in a report.</summary>
internal static class CandidateReport
{
    public static LocalCandidateStats Of(LocalCandidate candidate, string transportId, string usernameFragment, double timestamp) => new()
    {
        Id = candidate.Id,
        Timestamp = timestamp,
        TransportId = transportId,
        Address = candidate.Address.ToIPAddress().ToString(),
        Port = candidate.Address.Port,
        Protocol = "udp",
        CandidateType = candidate.Type.ToWord(),
        Priority = candidate.Priority,
        Foundation = candidate.Foundation,
        Url = candidate.Server,
        RelayProtocol = candidate.RelayProtocol switch
        {
            RelayProtocol.Udp => "udp",
            RelayProtocol.Tcp => "tcp",
            RelayProtocol.Tls => "tls",
            _ => null,
        },
        RelatedAddress = candidate.RelatedAddress.IsNone ? null : candidate.RelatedAddress.ToIPAddress().ToString(),
        RelatedPort = candidate.RelatedAddress.IsNone ? null : candidate.RelatedAddress.Port,
        UsernameFragment = usernameFragment,
        NetworkType = candidate.NetworkType,
    };

    /// <summary>Without its address if it came with a name: that name was given so that the address stays unknown (W3C webrtc-stats §8.16).</summary>
    public static RemoteCandidateStats Of(RemoteCandidateStatistics candidate, string transportId, double timestamp) => new()
    {
        Id = candidate.Id,
        Timestamp = timestamp,
        TransportId = transportId,
        Address = candidate.Name is null ? candidate.Address.ToIPAddress().ToString() : null,
        Port = candidate.Address.Port,
        Protocol = "udp",
        CandidateType = candidate.CandidateType.ToWord(),
        Priority = candidate.Priority,
        Foundation = candidate.Foundation,
    };
}
