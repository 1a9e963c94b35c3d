using PeerCall.Signaling;

namespace PeerCall.Peer.Probing;

/// <summary>What a probe has found.</summary>
public sealed record ProbeReport
{
    /// <summary>The server.</summary>
    public required Uri Server { get; init; }

    /// <summary>Its version; null if it was not reached.</summary>
    public string? Version { get; init; }

    /// <summary><c>embedded</c>, <c>external</c> or <c>none</c>, as the server says; null if it was not reached.</summary>
    public string? Turn { get; init; }

    /// <summary>From opening the WebSocket to <c>welcome</c>; null if it did not come to that.</summary>
    public TimeSpan? SignalingTime { get; init; }

    /// <summary>When the TURN credentials end; null without.</summary>
    public DateTimeOffset? CredentialsExpireAt { get; init; }

    /// <summary>Every URL that the server hands out, in its order.</summary>
    public IReadOnlyList<IceServerReport> IceServers { get; init; } = [];

    /// <summary>What kind of NAT is on the way, as far as it can be told.</summary>
    public NatReport Nat { get; init; } = NatReport.Unknown;

    /// <summary>
    /// One of <see cref="CauseCodes"/>, or, where the server itself is the obstacle, of <see cref="PeerCallErrors"/>. <c>ok</c> and <c>udp-blocked</c> are those with which a call can work.
    /// </summary>
    public required string Cause { get; init; }

    /// <summary>One sentence: can a call work from here, and if not, what is to be done.</summary>
    public required string Verdict { get; init; }

    /// <summary>Whether a call can work from here: signaling does, and data went through a relay and back.</summary>
    public required bool IsUsable { get; init; }
}

/// <summary>What became of one URL.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Transport"><c>udp</c>, <c>tcp</c> or <c>tls</c>; empty for a URL that cannot be read.</param>
/// <param name="Cause">One of <see cref="CauseCodes"/>; <c>ok</c>: everything was right.</param>
/// <param name="Detail">What the server said or what went wrong, for people; null if nothing did.</param>
public sealed record IceServerReport(string Url, string Transport, string Cause, string? Detail = null)
{
    /// <summary>Whether it is a TURN server; otherwise STUN.</summary>
    public bool IsTurn { get; init; }

    /// <summary>From a STUN Binding request to its response; null for TURN.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>This machine's address as the server sees it, <c>address:port</c>; null if it was not told.</summary>
    public string? MappedAddress { get; init; }

    /// <summary>From the first packet to the allocation, over TCP and TLS with the connection; null for STUN.</summary>
    public TimeSpan? AllocationTime { get; init; }

    /// <summary>The relayed address that was allocated.</summary>
    public string? RelayedAddress { get; init; }

    /// <summary>From this machine through the relay and back; null if nothing came back.</summary>
    public TimeSpan? RelayedRoundTrip { get; init; }

    /// <summary>What the relay was made to send to: <c>self</c>, a UDP socket of this machine, or <c>relay</c>, another allocation. Null if nothing came back.</summary>
    public string? RelayedTo { get; init; }
}
