namespace PeerCall.Signaling.Messages;

/// <summary>Every client message up to <see cref="Id"/> was applied, those excepted that an <see cref="Error"/> has named (<c>ack</c> on the wire).</summary>
public sealed record Acknowledged : ServerMessage
{
    /// <summary>The greatest id.</summary>
    public required long Id { get; init; }
}
