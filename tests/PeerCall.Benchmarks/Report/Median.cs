namespace PeerCall.Benchmarks.Report;

/// <summary>The middle of a few figures.</summary>
internal static class Median
{
    /// <summary>The median; the mean of the two in the middle for an even number, NaN for none.</summary>
    public static double Of(IReadOnlyList<double> figures)
    {
        if (figures.Count == 0)
            return double.NaN;
        var sorted = figures.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
