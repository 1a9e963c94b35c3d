namespace PeerCall.Ice;

/// <summary>
/// Ta (RFC 8445 §14.2): new checks leave one by one, so that they neither flood a link nor a NAT's table. Many agents may share one; any
/// thread may use it. Slots are reserved in the order of asking, so none of them starves.
/// </summary>
public sealed class CheckPacer
{
    private readonly Lock _gate = new();
    private TimeSpan _next = TimeSpan.MinValue;

    /// <summary>A pacer with an interval of its own.</summary>
    /// <param name="interval">5 ms or more; null is 50 ms.</param>
    public CheckPacer(TimeSpan? interval = null)
    {
        Interval = interval ?? TimeSpan.FromMilliseconds(50);
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, TimeSpan.FromMilliseconds(5), nameof(interval));
    }

    /// <summary>Ta.</summary>
    public TimeSpan Interval { get; }

    /// <summary>Takes the next free slot.</summary>
    /// <returns>When a check may leave: now or later.</returns>
    public TimeSpan Reserve(TimeSpan now)
    {
        lock (_gate)
        {
            var slot = _next > now ? _next : now;
            _next = slot + Interval;
            return slot;
        }
    }
}
