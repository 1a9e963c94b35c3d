namespace PeerCall.Signaling.Messages;

/// <summary>Somebody has come.</summary>
public sealed record PeerJoined : ServerMessage
{
    /// <summary>Who.</summary>
    public required PeerInfo Peer { get; init; }
}
