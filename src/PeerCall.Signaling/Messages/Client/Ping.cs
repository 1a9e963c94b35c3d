namespace PeerCall.Signaling.Messages;

/// <summary>Heartbeat; confirms like <see cref="Confirm"/> where it carries a number.</summary>
public sealed record Ping : ClientMessage
{
    /// <summary>The greatest sequence number received.</summary>
    public long? Seq { get; init; }
}
