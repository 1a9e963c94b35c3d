namespace PeerCall.Server.Rooms;

/// <summary>Who wants to know when rooms fill and empty. Calls come while the room is locked: they must not wait, nor call the room.</summary>
internal interface IRoomObserver
{
    /// <summary>Somebody who is none of the server's own has come into a room, or has come back to it.</summary>
    void PersonArrived(string room);

    /// <summary>The last one has left it. Server peers may still be there.</summary>
    void LastPersonLeft(string room);
}
