using PeerCall.Peer.Client;

namespace PeerCall.Peer.Links;

/// <summary>Decides when ICE is restarted. Whoever notices restarts; both ends at once is harmless, negotiation sorts it out.</summary>
/// <param name="clock">Clock.</param>
/// <param name="turns">Where it acts.</param>
/// <param name="restart">ICE restart (RFC 8445 §2.4) on the present connection.</param>
/// <param name="startAfresh">A new connection in place of this one.</param>
internal sealed class IceRecovery(TimeProvider clock, Turns turns, Action restart, Action startAfresh)
{
    /// <summary>So many restarts in vain, and a new connection is tried instead: the far end may have lost its half.</summary>
    private const int RestartsBeforeAfresh = 3;

    /// <summary>A short loss often mends itself: consent checks go on (RFC 7675).</summary>
    private static readonly TimeSpan DisconnectedTime = TimeSpan.FromSeconds(2);

    /// <summary>At least so long between one restart and the next, doubling while nothing helps.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Alarm _alarm = new(clock, turns);
    private long? _lastAt;
    private bool _isDown;

    /// <summary>Restarts since the link was last up.</summary>
    public int InVain { get; private set; }

    private TimeSpan Wait
    {
        get
        {
            var wait = FirstWait * Math.Pow(2, Math.Clamp(InVain - 1, 0, 10));
            return wait < LongestWait ? wait : LongestWait;
        }
    }

    public void Connected()
    {
        _isDown = false;
        InVain = 0;
        _alarm.Cancel();
    }

    public void Disconnected()
    {
        if (_isDown || _alarm.IsSet)
            return;
        _isDown = true;
        _alarm.Set(DisconnectedTime, Failed);
    }

    public void Failed()
    {
        _isDown = true;
        Schedule(Wait);
    }

    /// <summary>The credentials are new, or somebody asks for it: at once, unless it was done just now.</summary>
    public void Demand()
    {
        InVain = 0;
        Schedule(FirstWait);
    }

    public void Stop()
    {
        _alarm.Cancel();
        _isDown = false;
    }

    private void Schedule(TimeSpan afterLast)
    {
        _alarm.Cancel();
        var wait = _lastAt is { } at ? afterLast - clock.GetElapsedTime(at) : TimeSpan.Zero;
        if (wait <= TimeSpan.Zero)
            Act();
        else
            _alarm.Set(wait, Act);
    }

    private void Act()
    {
        _lastAt = clock.GetTimestamp();
        InVain++;
        // Still down when the wait is over: `Connected` cancels it.
        if (_isDown)
            _alarm.Set(Wait, Act);
        if (InVain > RestartsBeforeAfresh)
            startAfresh();
        else
            restart();
    }
}
