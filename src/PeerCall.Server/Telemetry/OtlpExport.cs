using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using PeerCall.Server.Web;

namespace PeerCall.Server.Telemetry;

/// <summary>Exports the metrics to a collector while the server runs, and what is left when it stops.</summary>
internal sealed class OtlpExport(OtlpOptions options) : IHostedService, IDisposable
{
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(2);

    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Endpoint is null)
            return Task.CompletedTask;
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(
                "peercall", serviceVersion: InfoEndpoint.Version, serviceInstanceId: options.Instance ?? Environment.MachineName))
            .AddMeter([.. MeteredSources.Names])
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = new Uri(options.Endpoint);
                exporter.Protocol = options.Protocol;
                exporter.Headers = options.Headers;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Interval.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // A collector that does not answer must not hold the server's stop.
        _provider?.Shutdown((int)LastFlush.TotalMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose() => _provider?.Dispose();
}
