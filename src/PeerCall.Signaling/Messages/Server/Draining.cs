namespace PeerCall.Signaling.Messages;

/// <summary>The server is about to stop; connect again after a random part of the given time.</summary>
public sealed record Draining : ServerMessage
{
    /// <summary>Milliseconds.</summary>
    public required long ReconnectInMs { get; init; }
}
