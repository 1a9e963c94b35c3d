namespace PeerCall.Signaling.Messages;

/// <summary>A peer is writing, or has stopped.</summary>
public sealed record TypingFrom : ServerMessage
{
    /// <summary>The peer's id.</summary>
    public required string From { get; init; }

    /// <summary>True while writing.</summary>
    public required bool Active { get; init; }
}
