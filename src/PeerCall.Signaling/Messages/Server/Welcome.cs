namespace PeerCall.Signaling.Messages;


/// <summary>A new session has begun.</summary>
public sealed record Welcome : ServerMessage
{
    /// <summary>The session's id.</summary>
    public required string Session { get; init; }

    /// <summary>How liveness is checked.</summary>
    public required Heartbeat Heartbeat { get; init; }

    /// <summary>How long a session waits for a lost connection. Milliseconds.</summary>
    public required long ResumeWindowMs { get; init; }

    /// <summary>The largest message that is taken. Bytes.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>The peer id that a join of the token's room will keep.</summary>
    public string? Peer { get; init; }
}

/// <summary>How liveness is checked.</summary>
public sealed record Heartbeat
{
    /// <summary>Between two pings. Milliseconds.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>From a ping to its pong at most. Milliseconds.</summary>
    public required long TimeoutMs { get; init; }
}
