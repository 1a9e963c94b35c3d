using System.Text;

namespace PeerCall.Server.Telemetry.Prometheus;

/// <summary>The values of one label set of one instrument. Recording takes no lock and allocates nothing.</summary>
internal abstract class Series(string labels)
{
    /// <summary>The labels, rendered.</summary>
    public string Labels { get; } = labels;

    /// <summary>The scrape in which it was last recorded; an observed series that is no longer reported is not shown.</summary>
    public long Generation { get; set; }

    /// <summary>Takes a measurement.</summary>
    public abstract void Record(double value);

    /// <summary>Writes the samples.</summary>
    public abstract void Write(StringBuilder output, string name);

    /// <summary>Adds to a double that several threads add to.</summary>
    protected static void Add(ref double target, double value)
    {
        var seen = Volatile.Read(ref target);
        while (true)
        {
            var found = Interlocked.CompareExchange(ref target, seen + value, seen);
            if (BitConverter.DoubleToInt64Bits(found) == BitConverter.DoubleToInt64Bits(seen))
                return;
            seen = found;
        }
    }

    /// <summary>Writes one sample; <paramref name="extra"/> is one more label, rendered.</summary>
    protected void Sample(StringBuilder output, string name, double value, string? extra = null)
    {
        output.Append(name);
        if (Labels.Length > 0 || extra is not null)
        {
            output.Append('{').Append(Labels);
            if (Labels.Length > 0 && extra is not null)
                output.Append(',');
            output.Append(extra).Append('}');
        }
        output.Append(' ');
        PrometheusName.AppendNumber(output, value);
        output.Append('\n');
    }
}

/// <summary>One number: a sum of changes, or the last value.</summary>
internal sealed class ValueSeries(string labels, bool accumulates) : Series(labels)
{
    private double _value;

    /// <inheritdoc/>
    public override void Record(double value)
    {
        if (accumulates)
            Add(ref _value, value);
        else
            Volatile.Write(ref _value, value);
    }

    /// <inheritdoc/>
    public override void Write(StringBuilder output, string name) => Sample(output, name, Volatile.Read(ref _value));
}

/// <summary>Counts by upper bound (inclusive), and the sum.</summary>
internal sealed class HistogramSeries : Series
{
    private readonly double[] _bounds;
    private readonly string[] _bucketLabels;
    private readonly long[] _counts;
    private double _sum;

    /// <summary>Makes an empty histogram.</summary>
    /// <param name="labels">The labels, rendered.</param>
    /// <param name="bounds">Upper bounds, rising, without infinity.</param>
    public HistogramSeries(string labels, double[] bounds)
        : base(labels)
    {
        _bounds = bounds;
        _counts = new long[bounds.Length + 1];
        _bucketLabels = [.. bounds.Append(double.PositiveInfinity).Select(BucketLabel)];
    }

    /// <inheritdoc/>
    public override void Record(double value)
    {
        if (double.IsNaN(value))
            return;
        var index = Array.BinarySearch(_bounds, value);
        Interlocked.Increment(ref _counts[index < 0 ? ~index : index]);
        Add(ref _sum, value);
    }

    /// <inheritdoc/>
    public override void Write(StringBuilder output, string name)
    {
        long total = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            total += Volatile.Read(ref _counts[i]);
            Sample(output, name + "_bucket", total, _bucketLabels[i]);
        }
        Sample(output, name + "_sum", Volatile.Read(ref _sum));
        Sample(output, name + "_count", total); // the sum of the buckets, so that it never contradicts them
    }

    private static string BucketLabel(double bound)
    {
        var text = new StringBuilder("le=\"");
        PrometheusName.AppendNumber(text, bound);
        return text.Append('"').ToString();
    }
}
