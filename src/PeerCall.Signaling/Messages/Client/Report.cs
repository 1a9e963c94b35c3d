namespace PeerCall.Signaling.Messages;

/// <summary>How the sender sees its link to a peer (docs/protocol.md, section 6).</summary>
public sealed record Report : ClientMessage
{
    /// <summary>The id of the link's other peer.</summary>
    public required string To { get; init; }

    /// <summary>What the sender sees.</summary>
    public required LinkReport Stats { get; init; }
}
