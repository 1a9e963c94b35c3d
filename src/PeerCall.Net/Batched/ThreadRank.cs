namespace PeerCall.Net.Batched;

/// <summary>
/// How the calling thread stands with the scheduler (sched(7)). A datagram that wakes a thread of the lowest real-time rank is taken at once; one of nice -5 waits until whoever runs has used up its
/// turn, another part of the program or a thread of the kernel, which is some milliseconds. What is not permitted changes nothing.
/// </summary>
internal sealed unsafe class ThreadRank
{
    /// <summary>PRIO_PROCESS with 0: on Linux the calling thread, not its process (setpriority(2)).</summary>
    private const int ThisThread = 0;

    /// <summary>Three times the weight of a thread at nice 0.</summary>
    private const int Nice = -5;

    private readonly RankPolicy _policy = new();
    private bool _runsFirst;

    /// <summary>Asks for what may be had, for the calling thread.</summary>
    internal ThreadRank()
    {
        _ = Native.SetPriority(ThisThread, 0, Nice);
        IsFollowed = TrySet(runsFirst: true);
        if (!IsFollowed)
            TrySet(runsFirst: false);
    }

    /// <summary>Whether the rank changes with what the thread needs; else it has no right to the higher one.</summary>
    private bool IsFollowed { get; }

    /// <summary>Takes the rank that is due. On the same thread, now and then.</summary>
    internal void Follow(TimeSpan now)
    {
        if (!IsFollowed || !_policy.IsDue(now))
            return;
        TimeSpec busy;
        if (Native.ClockGetTime(Native.ClockThreadTime, &busy) != 0)
            return;
        _policy.Judge(now, new TimeSpan((busy.Seconds * TimeSpan.TicksPerSecond) + (busy.Nanoseconds / TimeSpan.NanosecondsPerTick)));
        if (_policy.MayRunFirst != _runsFirst)
            TrySet(_policy.MayRunFirst);
    }

    private bool TrySet(bool runsFirst)
    {
        // Neither rank nor nice value passes on to threads that this one starts, such as the runtime's pool.
        var priority = runsFirst ? 1 : 0;
        var isSet = Native.SetScheduler(ThisThread, (runsFirst ? Native.ScheduleFifo : Native.ScheduleOther) | Native.ScheduleResetOnFork, &priority) == 0;
        if (isSet)
            _runsFirst = runsFirst;
        return isSet;
    }
}
