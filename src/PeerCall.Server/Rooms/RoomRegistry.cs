using System.Collections.Concurrent;
using PeerCall.Server.Sessions;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Rooms;

/// <summary>All rooms by name. A room begins with its first peer and ends with its last.</summary>
internal sealed class RoomRegistry(SignalingOptions options, IEnumerable<IPeerObserver> peerObservers) : IRoomObserver
{
    private readonly IPeerObserver[] _peerObservers = [.. peerObservers];
    private readonly ConcurrentDictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    public int Count => _rooms.Count;

    public IEnumerable<Room> All => _rooms.Values;

    /// <summary>Told what happens in every room; set before the first one is made.</summary>
    public IRoomObserver? Observer { get; set; }

    public Room? Find(string name) => _rooms.GetValueOrDefault(name);

    /// <summary>Lets a peer into the room of a name. Null, or a code of <see cref="ErrorCodes"/>.</summary>
    public string? TryJoin(string name, Func<Room, RoomEntry> entry, Action<RoomPeer, IReadOnlyList<PeerInfo>> welcome)
    {
        while (true)
        {
            if (!_rooms.TryGetValue(name, out var room))
            {
                if (_rooms.Count >= options.MaxRooms)
                {
                    return ErrorCodes.ServerFull;
                }

                room = Restore(name);
            }

            var result = room.TryJoin(entry(room), welcome);
            if (result is not "")
            {
                Forget(room);
                return result;
            }

            _rooms.TryRemove(KeyValuePair.Create(name, room));
        }
    }

    /// <summary>Takes a peer out of its room.</summary>
    public void Leave(RoomPeer peer, LeaveReason reason)
    {
        if (peer.Room.Leave(peer, reason))
        {
            _rooms.TryRemove(KeyValuePair.Create(peer.Room.Name, peer.Room));
        }
    }

    /// <summary>The room of a name, made if needed.</summary>
    public Room Restore(string name) => _rooms.GetOrAdd(name, static (n, registry) => new Room(n, registry.MaxPeers, registry, registry._peerObservers), this);

    private int MaxPeers => options.MaxPeersPerRoom;

    void IRoomObserver.PersonArrived(string room) => Observer?.PersonArrived(room);

    void IRoomObserver.LastPersonLeft(string room) => Observer?.LastPersonLeft(room);

    // A refused first peer leaves an empty room behind.
    private void Forget(Room room)
    {
        if (room.CloseIfEmpty())
        {
            _rooms.TryRemove(KeyValuePair.Create(room.Name, room));
        }
    }
}
