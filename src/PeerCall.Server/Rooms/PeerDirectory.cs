using System.Collections.Concurrent;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Rooms;

/// <summary>Finds a peer by its id alone, for those who do not know its room. Safe from any thread.</summary>
internal sealed class PeerDirectory : IPeerObserver
{
    private readonly ConcurrentDictionary<string, RoomPeer> _peers = new(StringComparer.Ordinal);

    /// <summary>The peer of an id; null if it is in no room.</summary>
    public RoomPeer? Find(string id) => _peers.GetValueOrDefault(id);

    void IPeerObserver.Entered(RoomPeer peer, IReadOnlyList<RoomPeer> others) => _peers[peer.Id] = peer;

    void IPeerObserver.Left(RoomPeer peer, IReadOnlyList<RoomPeer> others, LeaveReason reason) => _peers.TryRemove(KeyValuePair.Create(peer.Id, peer));
}
