using System.Net;
using PeerCall.Peer;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;
using PeerCall.Server.Web;
using Endpoint = PeerCall.Server.Web.Endpoint;

namespace PeerCall.Server.ServerPeers;

/// <summary>Starts the stay of a server peer.</summary>
internal interface IServerPeerStarter
{
    /// <summary>Starts it; what comes of it its tasks tell.</summary>
    /// <param name="room">Where.</param>
    /// <param name="kind">Which.</param>
    /// <param name="displayName">Its name there, cleaned.</param>
    IServerPeerRun Start(string room, ServerPeerKind kind, string displayName);
}

/// <summary>With signaling in this process and links over real sockets.</summary>
internal sealed class ServerPeerStarter(
    ServerPeersOptions options,
    InProcessConnection signaling,
    IServiceProvider services,
    IReadOnlyList<Endpoint> endpoints,
    TimeProvider clock,
    ILoggerFactory loggers) : IServerPeerStarter
{
    private static readonly Uri Here = new("http://localhost");

    private readonly RtcEngine _engine = new(new PeerConnectionOptions
    {
        MinPort = options.Ports.First,
        MaxPort = options.Ports.Last,
        IncludeLoopback = IsAlone(endpoints),
        TimeProvider = clock,
        LoggerFactory = loggers,
    });

    /// <inheritdoc/>
    public IServerPeerRun Start(string room, ServerPeerKind kind, string displayName)
    {
        var client = new PeerCallClientOptions
        {
            Room = new RoomLink(Here, room),
            Name = displayName,
            Engine = _engine,
            OpenWebSocket = signaling.OpenAsync,
            Program = $"peercall-server/{InfoEndpoint.Version}",
            TimeProvider = clock,
            LoggerFactory = loggers,
        };
        return new ServerPeerRun(kind, client, services, loggers.CreateLogger($"PeerCall.Server.ServerPeers.{kind.Name}"));
    }

    /// <summary>
    /// Whether only this machine can be at the other end of a link: nobody else reaches the pages, or there is no network. Else a loopback address, which means another
    /// machine to everybody but this one, is not told.
    /// </summary>
    private static bool IsAlone(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.All(static endpoint => endpoint.Addresses().All(IPAddress.IsLoopback)) || LocalAddresses.Reachable().Count == 0;
}
