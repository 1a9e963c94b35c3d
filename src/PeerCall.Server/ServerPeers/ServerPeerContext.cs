using PeerCall.Peer;

namespace PeerCall.Server;

/// <summary>What a server peer has to do with.</summary>
public sealed class ServerPeerContext
{
    internal ServerPeerContext(PeerCallClient client, IAsyncEnumerable<PeerCallEvent> events, ILogger logger)
    {
        Client = client;
        Events = events;
        Logger = logger;
    }

    /// <summary>The participant, in the room already. The server ends it.</summary>
    public PeerCallClient Client { get; }

    /// <summary>The room's name.</summary>
    public string Room => Client.Options.Room.Room;

    /// <summary>
    /// Everything that has happened since before it joined: those who were there, too. To be enumerated once; it ends with the participant. Who needs no events need not read them.
    /// </summary>
    /// <exception cref="InvalidOperationException">While enumerating: 10,000 events were not read.</exception>
    public IAsyncEnumerable<PeerCallEvent> Events { get; }

    /// <summary>Its log.</summary>
    public ILogger Logger { get; }
}
