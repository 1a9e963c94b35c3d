namespace PeerCall.Signaling.Messages;

/// <summary>Tells that the peer is writing, or has stopped.</summary>
public sealed record Typing : ClientMessage
{
    /// <summary>True while writing.</summary>
    public required bool Active { get; init; }
}
