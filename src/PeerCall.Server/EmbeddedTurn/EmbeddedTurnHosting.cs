using PeerCall.Server.IceServers;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Web;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>Registration of the embedded TURN server.</summary>
internal static class EmbeddedTurnHosting
{
    /// <summary>Registers it, and, with <see cref="TurnMode.Embedded"/>, has the web server's endpoints look for STUN.</summary>
    public static void AddEmbeddedTurn(this WebApplicationBuilder builder)
    {
        builder.AddOptionsSection<EmbeddedTurnOptions>();
        var services = builder.Services;
        services.AddSingleton<TurnMetrics>();
        services.AddSingleton<RelayLedger>();
        services.AddSingleton<RelayRefusals>();
        services.AddSingleton<EmbeddedTurnEvents>();
        services.AddSingleton<ILocalNetwork, LocalNetwork>();
        services.AddSingleton<EmbeddedTurnServer>();
        services.AddSingleton<StunOnWebPorts>();
        services.AddSingleton<EmbeddedTurnUrls>();
        services.AddSingleton<IRelayState>(static provider => provider.GetRequiredService<EmbeddedTurnServer>());
        services.AddSingleton<ITurnNotice>(static provider => provider.GetRequiredService<EmbeddedTurnServer>());
        services.AddHostedService(static provider => provider.GetRequiredService<EmbeddedTurnServer>());
    }

    /// <summary>
    /// Starts it before the web server: what is wrong is told in a sentence then, without the host's report of a failed start around it.
    /// </summary>
    /// <exception cref="StartupFaultException">It cannot listen or relay where it is told to.</exception>
    public static Task StartEmbeddedTurnAsync(this WebApplication app) =>
        app.Services.GetRequiredService<EmbeddedTurnServer>().StartAsync(CancellationToken.None);

    /// <summary>Has its measurements shown.</summary>
    public static void ObserveEmbeddedTurn(this WebApplication app)
    {
        var turn = app.Services.GetRequiredService<EmbeddedTurnServer>();
        app.Services.GetRequiredService<TurnMetrics>().Observe(() => turn.Host);
    }
}
