namespace PeerCall.Sctp;

/// <summary>The timers of an association (RFC 9260; RFC 6525 and RFC 8899 for the last two).</summary>
internal enum AssociationTimer
{
    T1,
    T2,
    T3,
    DelayedSack,
    Heartbeat,
    HeartbeatTimeout,
    Reconfig,
    PathMtu,
    Count,
}

/// <summary>One table of deadlines instead of a timer per object.</summary>
internal sealed class AssociationTimers
{
    /// <summary>The deadline of what does not run.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    private readonly TimeSpan[] _deadlines = CreateDeadlines();

    public TimeSpan Earliest
    {
        get
        {
            var earliest = Never;
            foreach (var deadline in _deadlines)
            {
                if (deadline < earliest)
                    earliest = deadline;
            }

            return earliest;
        }
    }

    public bool IsRunning(AssociationTimer timer) => _deadlines[(int)timer] != Never;

    public void Start(AssociationTimer timer, TimeSpan deadline) => _deadlines[(int)timer] = deadline;

    public void Stop(AssociationTimer timer) => _deadlines[(int)timer] = Never;

    public void StopAll() => Array.Fill(_deadlines, Never);

    /// <summary>Whether the timer has run out; it is stopped then.</summary>
    public bool TakeExpired(AssociationTimer timer, TimeSpan now)
    {
        if (_deadlines[(int)timer] > now)
            return false;
        Stop(timer);
        return true;
    }

    private static TimeSpan[] CreateDeadlines()
    {
        var deadlines = new TimeSpan[(int)AssociationTimer.Count];
        Array.Fill(deadlines, Never);
        return deadlines;
    }
}
