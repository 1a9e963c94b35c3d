namespace PeerCall.Signaling.Messages;

/// <summary>Somebody has changed.</summary>
public sealed record PeerUpdated : ServerMessage
{
    /// <summary>How it is now.</summary>
    public required PeerInfo Peer { get; init; }
}
