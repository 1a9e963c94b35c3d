namespace PeerCall.Server.Telemetry;

/// <summary>The meters whose instruments are shown and exported.</summary>
internal static class MeteredSources
{
    /// <summary>
    /// PeerCall's own, the runtime's (garbage collection, thread pool, processor) and Kestrel's. Not the one for requests (Microsoft.AspNetCore.Hosting): it keeps
    /// its notes about a request as long as that lasts, half a kilobyte for every WebSocket.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        ServerMetrics.MeterName,
        "System.Runtime",
        "Microsoft.AspNetCore.Server.Kestrel",
    ];
}
