namespace PeerCall.Signaling.Messages;

/// <summary>How a peer sees its link to this client.</summary>
public sealed record ReportFrom : ServerMessage
{
    /// <summary>The peer's id.</summary>
    public required string From { get; init; }

    /// <summary>What that peer has sent, as far as the protocol knows it.</summary>
    public required LinkReport Stats { get; init; }
}
