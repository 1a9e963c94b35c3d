namespace PeerCall.Server;

/// <summary>
/// A participant that the server itself brings into a room (docs/server-peers.md). Each room has an instance of its own, made with the services of a scope of its own, which is disposed of
/// after it if it is disposable.
/// </summary>
public interface IServerPeer
{
    /// <summary>
    /// Takes part until it is told to stop. Who returns leaves the room and does not come back until everybody has left it; what is thrown is logged and has the peer leave, and others do not notice more than that.
    /// </summary>
    /// <param name="context">The room, as a participant of it.</param>
    /// <param name="stopping">Canceled when it is to end: the room is empty, the operator or the host has sent it out, the server stops. It has left the room then, and five seconds to return.</param>
    Task RunAsync(ServerPeerContext context, CancellationToken stopping);
}
