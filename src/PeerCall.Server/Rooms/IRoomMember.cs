using PeerCall.Signaling;

namespace PeerCall.Server.Rooms;

/// <summary>Who is behind a peer, as far as its room needs to know. Calls come while the room is locked: they must not wait, nor call the room.</summary>
internal interface IRoomMember
{
    /// <summary>Takes a message that has to arrive, in order.</summary>
    void Deliver(OutgoingMessage message);

    /// <summary>Takes a message about the moment; it may be dropped.</summary>
    void DeliverVolatile(OutgoingMessage message);

    /// <summary>Is out of the room, not by its own wish; <paramref name="closeCode"/> is one of <see cref="CloseCodes"/>.</summary>
    void Evicted(int closeCode);
}
