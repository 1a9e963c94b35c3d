using PeerCall.Server.Rooms;
using PeerCall.Server.ServerPeers.Echo;
using PeerCall.Server.ServerPeers.Hub;
using PeerCall.Server.Web;

namespace PeerCall.Server.ServerPeers;

/// <summary>Registration of the server's own peers.</summary>
internal static class ServerPeersHosting
{
    /// <summary>Registers them and what brings them into rooms. Comes after signaling, so that they leave before it stops.</summary>
    public static void AddServerPeers(this WebApplicationBuilder builder)
    {
        builder.AddOptionsSection<ServerPeersOptions>();
        var services = builder.Services;
        services.AddSingleton<ServerPeerMetrics>();
        services.AddSingleton<InProcessConnection>();
        services.AddSingleton<IServerPeerStarter, ServerPeerStarter>();
        services.AddSingleton<ServerPeerRooms>();
        services.AddSingleton<IRequestedPeers>(static provider => provider.GetRequiredService<ServerPeerRooms>());
        services.AddSingleton<ServerPeersEndpoint>();
        services.AddSingleton<TestCallsEndpoint>();
        services.AddSingleton<EchoFileSpace>();
        services.AddServerPeer<EchoPeer>(EchoPeer.Kind, "Echo");
        services.AddServerPeer<HubPeer>(HubPeer.Kind, "Hub");
        services.AddHostedService<ServerPeersService>();
    }

    /// <summary>Has rooms tell when they are due, and maps the API.</summary>
    /// <exception cref="StartupFaultException">A room is to have a peer that there is not.</exception>
    public static void UseServerPeers(this WebApplication app)
    {
        var rooms = app.Services.GetRequiredService<ServerPeerRooms>();
        app.Services.GetRequiredService<ServerPeersOptions>().CheckKinds([.. rooms.Kinds.Keys]);
        app.Services.GetRequiredService<RoomRegistry>().Observer = rooms;
        var endpoint = app.Services.GetRequiredService<ServerPeersEndpoint>();
        app.MapPost("/api/rooms/{room}/peers", endpoint.AddAsync);
        app.MapDelete("/api/rooms/{room}/peers/{name}", endpoint.RemoveAsync);
        var testCalls = app.Services.GetRequiredService<TestCallsEndpoint>();
        app.MapPost("/api/test-calls", (Delegate)testCalls.AddAsync);
    }
}
