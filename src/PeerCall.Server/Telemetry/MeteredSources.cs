namespace PeerCall.Server.Telemetry;

/// <summary>The meters whose instruments are shown and exported.</summary>
internal static class MeteredSources
{
    /// <summary>PeerCall's own, the runtime's (garbage collection, thread pool, processor) and the web server's.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        ServerMetrics.MeterName,
        "System.Runtime",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
    ];
}
