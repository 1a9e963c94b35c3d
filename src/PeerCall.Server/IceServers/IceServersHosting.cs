using PeerCall.Server.Web;

namespace PeerCall.Server.IceServers;

/// <summary>Registration of the ICE servers.</summary>
internal static partial class IceServersHosting
{
    /// <summary>A user can try secrets against her own credential without asking anybody; shorter ones are found that way.</summary>
    private const int AdvisedSecretLength = 16;

    /// <summary>Registers <see cref="TurnOptions"/> and <see cref="IceServerIssuer"/>.</summary>
    /// <returns>The options.</returns>
    public static TurnOptions AddIceServers(this WebApplicationBuilder builder)
    {
        var options = builder.AddOptionsSection<TurnOptions>();
        builder.Services.AddSingleton<TurnSecret>();
        builder.Services.AddSingleton<IceServerIssuer>();
        builder.Services.AddSingleton<IceServersEndpoint>();
        return options;
    }

    /// <summary>Maps <c>GET /api/ice-servers</c>.</summary>
    public static void MapIceServers(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<TurnOptions>();
        if (options.Mode is not TurnMode.None && options.ReadSecret() is { Length: < AdvisedSecretLength })
            LogShortSecret(app.Logger, AdvisedSecretLength);
        var endpoint = app.Services.GetRequiredService<IceServersEndpoint>();
        app.MapGet("/api/ice-servers", (HttpContext context) =>
            endpoint.Get(context, context.RequestServices.GetService<ISessionTokenCheck>()));
    }

    [LoggerMessage(1100, LogLevel.Warning, "The TURN secret has less than {Advised} characters; whoever gets a credential can guess it. openssl rand -base64 32 makes a good one.")]
    private static partial void LogShortSecret(ILogger logger, int advised);
}
