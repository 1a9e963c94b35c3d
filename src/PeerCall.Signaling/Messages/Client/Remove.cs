namespace PeerCall.Signaling.Messages;

/// <summary>Sends a peer out of the room; for the host.</summary>
public sealed record Remove : Request
{
    /// <summary>Its id.</summary>
    public required string Peer { get; init; }
}
