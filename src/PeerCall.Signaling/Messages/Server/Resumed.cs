namespace PeerCall.Signaling.Messages;


/// <summary>The session goes on. Its <see cref="ServerMessage.Seq"/> is the greatest given so far, not a place of its own.</summary>
public sealed record Resumed : ServerMessage
{
    /// <summary>Every client message up to this id has been processed.</summary>
    public required long LastId { get; init; }

    /// <summary>The newest session token; null before a join. A secret.</summary>
    public string? Token { get; init; }
}
