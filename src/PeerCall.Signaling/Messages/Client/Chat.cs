namespace PeerCall.Signaling.Messages;


/// <summary>A text for everybody else in the room.</summary>
public sealed record Chat : Request
{
    /// <summary>1 to 4,000 characters.</summary>
    public required string Text { get; init; }

    /// <inheritdoc />
    public override string? FindProblem() =>
        Text.Length is 0 or > ProtocolLimits.MaxChatLength ? "'text' must have 1 to 4,000 characters." : base.FindProblem();
}
