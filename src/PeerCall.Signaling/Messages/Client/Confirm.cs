namespace PeerCall.Signaling.Messages;

/// <summary>Confirms every server message up to <see cref="Seq"/> (<c>ack</c> on the wire).</summary>
public sealed record Confirm : ClientMessage
{
    /// <summary>The greatest sequence number received.</summary>
    public required long Seq { get; init; }
}
