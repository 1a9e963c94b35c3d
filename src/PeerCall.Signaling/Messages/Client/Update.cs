namespace PeerCall.Signaling.Messages;

/// <summary>Replaces the media state.</summary>
public sealed record Update : Request
{
    /// <summary>The new state.</summary>
    public required MediaState Media { get; init; }
}
