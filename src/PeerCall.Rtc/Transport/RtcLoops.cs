namespace PeerCall.Rtc.Transport;

/// <summary>How loops are made.</summary>
internal sealed record RtcLoopsOptions
{
    /// <summary>Loops at most, each with a thread. Default: one for each processor, at most 4.</summary>
    public int MaxLoops { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told of defects that were caught on a loop. Default: nobody.</summary>
    public Action<Exception>? OnFault { get; init; }

    /// <summary>Whether to use the portable loop where a faster one could be had; for tests.</summary>
    public bool Portable { get; init; }
}

/// <summary>
/// The loops of a process: they start with the first connections and end after the last, and a new connection comes to the one that has fewest.
/// Safe from any thread.
/// </summary>
internal sealed class RtcLoops(RtcLoopsOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<RtcLoop> _loops = [];
    private int _lastNumber;

    /// <summary>Those of the process.</summary>
    public static RtcLoops Shared { get; } = new(new RtcLoopsOptions());

    /// <summary>Loops that run.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _loops.Count;
        }
    }

    /// <summary>The loop for a new connection.</summary>
    public RtcLoop Take()
    {
        lock (_gate)
        {
            var loop = _loops.MinBy(l => l.Users);
            if (loop is null || (loop.Users > 0 && _loops.Count < options.MaxLoops))
            {
                loop = new RtcLoop(options, ++_lastNumber);
                _loops.Add(loop);
            }
            loop.Users++;
            return loop;
        }
    }

    /// <summary>A connection has gone. Not from the loop itself.</summary>
    public void Release(RtcLoop loop)
    {
        lock (_gate)
        {
            if (--loop.Users > 0)
                return;
            _loops.Remove(loop);
        }
        loop.Udp.Dispose();
    }
}
