namespace PeerCall.Signaling.Messages;


/// <summary>Enters a room.</summary>
public sealed record Join : Request
{
    /// <summary>The room's name; see <see cref="RoomName"/>.</summary>
    public required string Room { get; init; }

    /// <summary>How the others shall see the peer; cleaned by <see cref="DisplayName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Sets the password of a new room, opens an existing one. A secret.</summary>
    public string? Password { get; init; }

    /// <summary>Default <see cref="PeerKind.Browser"/>.</summary>
    public PeerKind Kind { get; init; }

    /// <summary>Default: all off.</summary>
    public MediaState? Media { get; init; }

    /// <inheritdoc />
    public override string? FindProblem() =>
        Password is { Length: > ProtocolLimits.MaxPasswordLength } ? "'password' may have 128 characters." : base.FindProblem();
}
