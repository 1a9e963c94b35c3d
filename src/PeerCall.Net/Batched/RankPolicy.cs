namespace PeerCall.Net.Batched;

/// <summary>
/// Decides when a loop's thread may run before everything else on its processor: as long as it leaves a quarter of it, as much as nice -5 leaves to another busy thread. One that leaves less is
/// served by turns like the others, so that a flood keeps nobody from the processor for longer than one <see cref="Period"/>. Between a quarter and a half it stays as it is.
/// </summary>
internal sealed class RankPolicy
{
    /// <summary>Over how long the need is taken, at least.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private TimeSpan _since;
    private TimeSpan _busyBefore;

    /// <summary>Whether it may run first. True until it has needed too much.</summary>
    public bool MayRunFirst { get; private set; } = true;

    /// <summary>Whether a <see cref="Period"/> has passed, and <see cref="Judge"/> has something to judge.</summary>
    public bool IsDue(TimeSpan now) => now - _since >= Period;

    /// <summary>Judges what it needed since it was judged last.</summary>
    /// <param name="now">The time.</param>
    /// <param name="busy">Processor time of the thread since it began.</param>
    public void Judge(TimeSpan now, TimeSpan busy)
    {
        var share = (busy - _busyBefore) / (now - _since);
        if (share > 0.75)
            MayRunFirst = false;
        else if (share <= 0.5)
            MayRunFirst = true;
        (_since, _busyBefore) = (now, busy);
    }
}
