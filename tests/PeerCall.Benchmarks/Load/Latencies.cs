using System.Diagnostics;

namespace PeerCall.Benchmarks.Load;

/// <summary>Percentiles of lengths of time, exact: every sample is kept.</summary>
internal sealed class Latencies
{
    private readonly long[] _sorted;

    /// <summary>Sorts the samples.</summary>
    /// <param name="ticks">Samples in Stopwatch ticks, in any order, at least one.</param>
    public Latencies(ReadOnlySpan<long> ticks)
    {
        _sorted = ticks.ToArray();
        Array.Sort(_sorted);
    }

    /// <summary>The longest, in milliseconds.</summary>
    public double MaxMs => ToMs(_sorted[^1]);

    /// <summary>The value that a share of the samples does not exceed, in milliseconds (nearest rank).</summary>
    /// <param name="share">0 to 1.</param>
    public double AtMs(double share) => ToMs(_sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)]);

    private static double ToMs(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
