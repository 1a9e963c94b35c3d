namespace PeerCall.Server.Telemetry;

/// <summary>Whether the server is about to stop and takes nobody new. Implemented by the sessions.</summary>
internal interface IDrainState
{
    /// <summary>Whether it drains.</summary>
    bool IsDraining { get; }
}

/// <summary>Whether calls can be relayed. Implemented by the embedded TURN server.</summary>
internal interface IRelayState
{
    /// <summary>Whether they should be and cannot.</summary>
    bool HasFailed { get; }
}

/// <summary>
/// <c>/health/live</c>: the process answers (restart it if not). <c>/health/ready</c>: it takes new connections (send them elsewhere if not).
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Maps both.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", static (HttpContext context) => Answer(context, "live", StatusCodes.Status200OK)).DisableHttpMetrics();
        app.MapGet("/health/ready", static (HttpContext context, IHostApplicationLifetime lifetime) =>
        {
            var draining = lifetime.ApplicationStopping.IsCancellationRequested
                || context.RequestServices.GetService<IDrainState>() is { IsDraining: true };
            if (draining)
                return Answer(context, "draining", StatusCodes.Status503ServiceUnavailable);
            return context.RequestServices.GetService<IRelayState>() is { HasFailed: true }
                ? Answer(context, "no relay", StatusCodes.Status503ServiceUnavailable)
                : Answer(context, "ready", StatusCodes.Status200OK);
        }).DisableHttpMetrics();
    }

    private static IResult Answer(HttpContext context, string word, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(word + "\n", "text/plain", statusCode: status);
    }
}
