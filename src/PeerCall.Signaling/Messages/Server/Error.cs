namespace PeerCall.Signaling.Messages;

/// <summary>Something was refused.</summary>
public sealed record Error : ServerMessage
{
    /// <summary>A stable code of <see cref="ErrorCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Text { get; init; }

    /// <summary>False: the same message will fail again.</summary>
    public required bool Retryable { get; init; }

    /// <summary>The id of the message that was refused; null if it had none.</summary>
    public long? InReplyTo { get; init; }
}
