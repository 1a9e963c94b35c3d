using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Rooms;

/// <summary>Somebody who asks to be let into a room.</summary>
internal sealed class RoomEntry
{
    public required IRoomMember Member { get; init; }

    public required string Name { get; init; }

    public required PeerKind Kind { get; init; }

    public required MediaState Media { get; init; }

    /// <summary>The id of before, by a token of this room; null for a new peer.</summary>
    public string? PeerId { get; init; }

    /// <summary>What that token holds besides.</summary>
    public (PeerRole Role, RoomPassword? Password)? Restored { get; init; }

    /// <summary>True if a password was given, right or wrong.</summary>
    public bool GavePassword { get; init; }

    /// <summary>The password of an existing room that the given one was found to match, checked before the room is locked; else null.</summary>
    public RoomPassword? Verified { get; init; }

    /// <summary>Makes the password of a room that is opened by this entry; null for a room without.</summary>
    public Func<RoomPassword>? NewPassword { get; init; }
}
