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
        services.AddSingleton<PeerDirectory>();
        services.AddSingleton<IPeerObserver>(static s => s.GetRequiredService<PeerDirectory>());
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<ISessionTokenCheck>(s => s.GetRequiredService<SessionTokens>());
        services.AddSingleton<JoinLimits>();
        services.AddSingleton<ConnectionLimits>();
        services.AddSingleton<OriginCheck>();
        services.AddSingleton<LazyAcknowledger>();
        services.AddSingleton<ReportPost>();
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

    /// <summary>
    /// Serves <c>/ws</c>. Comes before everything but the proxy's headers: what else stands in the way of a request would be kept in memory as long as the connection lasts.
    /// </summary>
    public static void UseSignaling(this WebApplication app)
    {
        app.Services.GetRequiredService<ServerMetrics>().Observe(app.Services.GetRequiredService<SignalingCounts>().Read);
        var endpoint = app.Services.GetRequiredService<SignalingEndpoint>();
        app.MapWhen(static context => context.Request.Path == Path, signaling =>
        {
            signaling.Use((context, next) =>
            {
                LingeringUpgrade.Install(context);
                return next(context);
            });
            signaling.UseWebSockets();
            signaling.Run(endpoint.RunAsync);
        });
    }
}
