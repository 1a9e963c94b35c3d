using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace PeerCall.Server.Telemetry.Prometheus;

/// <summary>
/// Listens to the meters of this host and writes them in Prometheus' text format 0.0.4. Own code, because no exporter that can be
/// relied on for this is released as stable, and the format is a page long.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>Media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _scrape = new();
    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="factory">The host's meter factory: what other hosts of the same process measure is not taken.</param>
    public PrometheusExporter(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var meter = instrument.Meter;
            if (!MeteredSources.Names.Contains(meter.Name, StringComparer.Ordinal) || (meter.Scope is not null && !ReferenceEquals(meter.Scope, factory)))
                return;
            if (InstrumentShape.Of(instrument) is not { } shape)
                return;
            var metric = new Metric(instrument, shape);
            listener.EnableMeasurementEvents(instrument, _metrics.GetOrAdd(metric.Name, metric));
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, metric) => ((Metric)metric!).Record((double)value, tags));
        _listener.Start();
    }

    /// <summary>Everything measured so far, as text.</summary>
    public string Scrape()
    {
        // One at a time: observed values are collected into the series and then written.
        lock (_scrape)
        {
            foreach (var metric in _metrics.Values)
                metric.Begin();
            _listener.RecordObservableInstruments();
            var output = new StringBuilder(16 * 1024);
            foreach (var metric in _metrics.Values.OrderBy(static metric => metric.Name, StringComparer.Ordinal))
                metric.Write(output);
            return output.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
