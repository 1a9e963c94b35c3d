using System.Diagnostics.Metrics;

namespace PeerCall.Server.Telemetry.Prometheus;

/// <summary>Metric types of the exposition format.</summary>
internal enum MetricKind
{
    /// <summary>A total that only rises.</summary>
    Counter,

    /// <summary>A value that rises and falls.</summary>
    Gauge,

    /// <summary>Counts by upper bound, with sum.</summary>
    Histogram,
}

/// <summary>How an instrument is shown.</summary>
/// <param name="Kind">Its metric type.</param>
/// <param name="IsObserved">Whether it reports its present value when asked, in place of changes.</param>
/// <param name="Accumulates">Whether measurements are changes to be summed up.</param>
internal readonly record struct InstrumentShape(MetricKind Kind, bool IsObserved, bool Accumulates)
{
    /// <summary>The shape of an instrument; null for a kind of instrument that is not known.</summary>
    public static InstrumentShape? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        if (!type.IsGenericType)
            return null;
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Counter<>))
            return new InstrumentShape(MetricKind.Counter, false, true);
        if (definition == typeof(UpDownCounter<>))
            return new InstrumentShape(MetricKind.Gauge, false, true);
        if (definition == typeof(Gauge<>))
            return new InstrumentShape(MetricKind.Gauge, false, false);
        if (definition == typeof(Histogram<>))
            return new InstrumentShape(MetricKind.Histogram, false, true);
        if (definition == typeof(ObservableCounter<>))
            return new InstrumentShape(MetricKind.Counter, true, false);
        if (definition == typeof(ObservableGauge<>) || definition == typeof(ObservableUpDownCounter<>))
            return new InstrumentShape(MetricKind.Gauge, true, false);
        return null;
    }
}
