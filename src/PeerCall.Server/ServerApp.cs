using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.IceServers;
using PeerCall.Server.Links;
using PeerCall.Server.Operator;
using PeerCall.Server.Rooms;
using PeerCall.Server.ServerPeers;
using PeerCall.Server.Sessions;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Web;

namespace PeerCall.Server;

/// <summary>The server as a whole, put together.</summary>
internal static class ServerApp
{
    /// <summary>Builds it from its configuration; it does not listen yet.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Adds services of others.</param>
    /// <exception cref="StartupFaultException">The configuration cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
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
        builder.AddOperator();
        builder.AddLinks();
        builder.AddSignaling();
        builder.AddServerPeers();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseProxies();
        app.UseSignaling();
        app.UseWeb();
        app.MapIceServers();
        app.MapTelemetry();
        app.ObserveEmbeddedTurn();
        app.MapRooms();
        app.MapLinks();
        app.UseServerPeers();
        app.UsePage();
        return app;
    }
}
