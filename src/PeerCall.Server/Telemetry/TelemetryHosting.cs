using PeerCall.Server.Telemetry.Prometheus;
using PeerCall.Server.Web;

namespace PeerCall.Server.Telemetry;

/// <summary>Registration of metrics and health.</summary>
internal static class TelemetryHosting
{
    /// <summary>Registers <see cref="ServerMetrics"/>, the Prometheus endpoint and the OTLP export.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.AddOptionsSection<MetricsOptions>();
        builder.AddOptionsSection<OtlpOptions>();
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddSingleton<MetricsEndpoint>();
        builder.Services.AddHostedService<OtlpExport>();
    }

    /// <summary>Maps <c>/metrics</c> and the health addresses.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        // Made now: an instrument counts from when it is listened to, not from the first scrape.
        app.Services.GetRequiredService<ServerMetrics>();
        app.MapHealth();
        if (!app.Services.GetRequiredService<MetricsOptions>().Enabled)
            return;
        var endpoint = app.Services.GetRequiredService<MetricsEndpoint>();
        app.MapGet("/metrics", endpoint.Get).DisableHttpMetrics();
    }
}
