using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace PeerCall.Server.Telemetry.Prometheus;

/// <summary>One instrument with all its series.</summary>
internal sealed class Metric
{
    /// <summary>Most series of one instrument. Labels come from closed lists; this holds even if one does not.</summary>
    public const int MaxSeries = 1_000;

    /// <summary>Label of the series that takes what is over the limit, named as in OpenTelemetry.</summary>
    private const string Overflow = "otel_metric_overflow=\"true\"";

    /// <summary>Bounds of OpenTelemetry's default histogram, for instruments that advise none.</summary>
    private static readonly double[] DefaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly ConcurrentDictionary<LabelSet, Series> _series = new(new LabelSet.Comparer());
    private readonly ConcurrentDictionary<LabelSet, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
    private readonly ConcurrentDictionary<string, Series> _byLabels = new(StringComparer.Ordinal);
    private readonly InstrumentShape _shape;
    private readonly double[] _bounds;
    private readonly string _header;
    private long _generation;

    /// <summary>Makes the metric of an instrument.</summary>
    public Metric(Instrument instrument, InstrumentShape shape)
    {
        _shape = shape;
        _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBounds;
        _byTags = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        Name = PrometheusName.Metric(instrument, shape.Kind);
        _header = Header(instrument.Description);
    }

    /// <summary>Name in the exposition.</summary>
    public string Name { get; }

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byTags.TryGetValue(tags, out var series))
            series = Add(new LabelSet(tags));
        if (_shape.IsObserved)
            series.Generation = Volatile.Read(ref _generation);
        series.Record(value);
    }

    /// <summary>Begins a scrape: what is observed from here on is shown.</summary>
    public void Begin() => Interlocked.Increment(ref _generation);

    /// <summary>Writes HELP, TYPE and the samples; nothing if there are none.</summary>
    public void Write(StringBuilder output)
    {
        var header = _header;
        foreach (var series in _byLabels.Values.OrderBy(static series => series.Labels, StringComparer.Ordinal))
        {
            if (_shape.IsObserved && series.Generation != _generation)
                continue;
            output.Append(header);
            header = "";
            series.Write(output, Name);
        }
    }

    private Series Add(LabelSet tags)
    {
        if (_byLabels.Count >= MaxSeries)
            return _byLabels.GetOrAdd(Overflow, Create);
        // The same tags in another order are the same series.
        var series = _byLabels.GetOrAdd(tags.Render(), Create);
        return _series.Count < MaxSeries * 2 ? _series.GetOrAdd(tags, series) : series;
    }

    private Series Create(string labels) => _shape.Kind is MetricKind.Histogram
        ? new HistogramSeries(labels, _bounds)
        : new ValueSeries(labels, _shape.Accumulates);

    private string Header(string? description)
    {
        var text = new StringBuilder();
        text.Append("# HELP ").Append(Name).Append(' ');
        PrometheusName.AppendEscaped(text, description ?? Name, quotes: false);
        var type = _shape.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };
        return text.Append("\n# TYPE ").Append(Name).Append(' ').Append(type).Append('\n').ToString();
    }
}
