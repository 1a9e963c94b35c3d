using System.Text.Json;
using PeerCall.Server.Rooms;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Tests.Rooms;

/// <summary>Somebody in a room without a session or a connection.</summary>
internal sealed class TestMember : IRoomMember
{
    /// <summary>What it was told about the moment.</summary>
    public List<JsonElement> Told { get; } = [];

    /// <summary>Enters a room under an id.</summary>
    public static RoomPeer Join(Room room, string id)
    {
        RoomPeer? joined = null;
        room.TryJoin(
            new RoomEntry { Member = new TestMember(), Name = "Somebody", Kind = PeerKind.Browser, Media = MediaState.Off, PeerId = id },
            (peer, _) => joined = peer).ShouldBeNull();
        return joined!;
    }

    public void Deliver(OutgoingMessage message)
    {
    }

    public void DeliverVolatile(OutgoingMessage message) => Told.Add(JsonDocument.Parse(message.Utf8).RootElement);

    public void Evicted(int closeCode)
    {
    }
}

/// <summary>Nobody looks at a room.</summary>
internal sealed class NoObserver : IRoomObserver
{
    public void PersonArrived(string room)
    {
    }

    public void LastPersonLeft(string room)
    {
    }
}
