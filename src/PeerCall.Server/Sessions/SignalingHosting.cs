using PeerCall.Server.IceServers;
using PeerCall.Server.Rooms;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Web;

namespace PeerCall.Server.Sessions;

/// <summary>Signaling's services and routes.</summary>
internal static class SignalingHosting
{
    private const string Path = "/ws";

    /// <summary>Registers rooms, sessions and what keeps them.</summary>
    public static void AddSignaling(this WebApplicationBuilder builder)
    {
        builder.AddOptionsSection<SignalingOptions>();
        var services = builder.Services;
        services.AddSingleton<IRoomLimits>(s => s.GetRequiredService<SignalingOptions>());
        services.AddSingleton<RoomRegistry>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<ISessionTokenCheck>(s => s.GetRequiredService<SessionTokens>());
        services.AddSingleton<JoinLimits>();
        services.AddSingleton<ConnectionLimits>();
        services.AddSingleton<OriginCheck>();
        services.AddSingleton<LazyAcknowledger>();
        services.AddSingleton<DrainState>();
        services.AddSingleton<IDrainState>(s => s.GetRequiredService<DrainState>());
        services.AddSingleton<SignalingHandler>();
        services.AddSingleton<SignalingEndpoint>();
        services.AddSingleton<Handover>();
        services.AddSingleton<RoomLookups>();
        services.AddSingleton<SignalingCounts>();
        services.AddHostedService<GracefulDrain>();
        services.AddHostedService<Housekeeping>();
    }

    /// <summary>Maps <c>/ws</c> and <c>/api/rooms/{room}</c>.</summary>
    public static void MapSignaling(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path == Path)
            {
                LingeringUpgrade.Install(context);
            }

            return next(context);
        });
        app.UseWebSockets();
        app.Services.GetRequiredService<ServerMetrics>().Observe(app.Services.GetRequiredService<SignalingCounts>().Read);
        var endpoint = app.Services.GetRequiredService<SignalingEndpoint>();
        // CONNECT: a WebSocket over HTTP/2 (RFC 8441), which browsers choose on an HTTPS connection that they have already.
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Connect], endpoint.RunAsync);
        app.MapRooms();
    }
}
