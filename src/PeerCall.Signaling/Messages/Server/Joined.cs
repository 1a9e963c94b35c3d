namespace PeerCall.Signaling.Messages;

/// <summary>The client is in the room.</summary>
public sealed record Joined : ServerMessage
{
    /// <summary>Its own peer id.</summary>
    public required string Peer { get; init; }

    /// <summary>Its role.</summary>
    public required PeerRole Role { get; init; }

    /// <summary>The room.</summary>
    public required string Room { get; init; }

    /// <summary>Everybody else in the room.</summary>
    public required IReadOnlyList<PeerInfo> Peers { get; init; }

    /// <summary>For <c>RTCConfiguration.iceServers</c>.</summary>
    public required IReadOnlyList<IceServer> IceServers { get; init; }

    /// <summary>When the credentials end, milliseconds since 1970; null if they do not.</summary>
    public long? IceExpiresAt { get; init; }

    /// <summary>The session token. A secret.</summary>
    public required string Token { get; init; }

    /// <summary>So long after it, peers of before a restart may still return. Milliseconds.</summary>
    public long? SettleMs { get; init; }
}
