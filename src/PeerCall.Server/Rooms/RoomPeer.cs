using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Rooms;

/// <summary>A peer in a room. The room changes it, under its lock; everybody may read.</summary>
internal sealed class RoomPeer(Room room, IRoomMember member, PeerInfo info)
{
    private volatile PeerInfo _info = info;
    private volatile bool _present = true;

    public Room Room { get; } = room;

    public IRoomMember Member { get; } = member;

    public string Id { get; } = info.Id;

    /// <summary>As the others see it.</summary>
    public PeerInfo Info
    {
        get => _info;
        internal set => _info = value;
    }

    /// <summary>False once it has left or was put out.</summary>
    public bool Present
    {
        get => _present;
        internal set => _present = value;
    }

    /// <summary>True if it came back with a token of this room, and so has proved that it belongs here.</summary>
    public bool Restored { get; init; }

    /// <summary>True if it opened the room: the host's role is its own whenever it is here.</summary>
    public bool Opened { get; init; }
}
