namespace PeerCall.NetworkLab.Ends;

/// <summary>When something arrived.</summary>
/// <param name="Times">Milliseconds since 1970, rising; one for each time at which more had arrived than before.</param>
/// <param name="Interval">How often was looked, in milliseconds.</param>
internal sealed record FlowSeries(IReadOnlyList<long> Times, int Interval)
{
    /// <summary>So long a flow has to go on before it counts as one that is back.</summary>
    private const int SteadyMs = 1_000;

    /// <summary>Whether it has flowed for a second without a pause by now, all of it after a moment.</summary>
    public bool IsSteady(long after, long now)
    {
        var from = now - SteadyMs;
        return from >= after && Times.Count(time => time > from) >= SteadyMs / Interval / 2;
    }

    /// <summary>The longest time without anything, between a moment and another.</summary>
    public (long From, long To) LongestPause(long after, long until)
    {
        var before = Times.LastOrDefault(time => time <= after, after);
        (long From, long To) longest = (before, before);
        foreach (var time in Times.Where(time => time > after && time <= until))
        {
            if (time - before > longest.To - longest.From)
                longest = (before, time);
            before = time;
        }
        return longest;
    }
}
