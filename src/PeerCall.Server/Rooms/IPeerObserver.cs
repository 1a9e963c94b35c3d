using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Rooms;

/// <summary>Who wants to know of every peer that comes and goes. Calls come while the room is locked: they must not wait, nor call the room.</summary>
internal interface IPeerObserver
{
    /// <summary>A peer is in a room, beside <paramref name="others"/>.</summary>
    void Entered(RoomPeer peer, IReadOnlyList<RoomPeer> others);

    /// <summary>A peer is out of its room, where <paramref name="others"/> still are.</summary>
    void Left(RoomPeer peer, IReadOnlyList<RoomPeer> others, LeaveReason reason);
}
