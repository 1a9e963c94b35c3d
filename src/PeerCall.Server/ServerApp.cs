using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.IceServers;
using PeerCall.Server.Rooms;
using PeerCall.Server.Sessions;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Web;

namespace PeerCall.Server;

/// <summary>The server as a whole, put together.</summary>
internal static class ServerApp
{
    /// <summary>Builds it from its configuration; it does not listen yet.</summary>
    /// <exception cref="StartupFaultException">The configuration cannot be used.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebHosting.CreateBuilder(args);
        var turn = builder.AddIceServers();
        builder.AddWeb(endpoint =>
        {
            if (turn.Mode is TurnMode.Embedded)
                StunOnWebPorts.Use(endpoint);
        });
        builder.AddEmbeddedTurn();
        builder.AddTelemetry();
        builder.AddSignaling();

        var app = builder.Build();
        app.UseProxies();
        app.UseSignaling();
        app.UseWeb();
        app.MapIceServers();
        app.MapTelemetry();
        app.ObserveEmbeddedTurn();
        app.MapRooms();
        app.UsePage();
        return app;
    }
}
