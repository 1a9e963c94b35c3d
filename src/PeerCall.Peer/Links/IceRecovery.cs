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
    public const int RestartsBeforeAfresh = 3;

    /// <summary>A peer that leaves is missed by ICE before the room says that it has left.</summary>
    private static readonly TimeSpan DisconnectedTime = TimeSpan.FromSeconds(0.5);

    /// <summary>At least so long between one restart and the next, doubling while nothing helps: over a slow network a restart takes its time, and the next one would begin it again.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Alarm _alarm = new(clock, turns);
    private long? _lastAt;
    private bool _isDown;
    private bool _isHeld;
    private bool _isDue;

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
        _isDue = false;
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

    /// <summary>An offer and its answer are complete, whoever has begun: what was agreed on is given its time. Little of it where the offer was held up, since what was gathered then may have been gathered without a network.</summary>
    public void Negotiated()
    {
        if (!_isDown || !_alarm.IsSet)
            return;
        var wasHeldUp = _lastAt is { } at && clock.GetElapsedTime(at) >= FirstWait;
        _lastAt = clock.GetTimestamp();
        _alarm.Set(wasHeldUp ? FirstWait : Wait, Act);
    }

    /// <summary>
    /// Whether the two ends can signal to each other. What falls due while they cannot is done as soon as they can, and a link that is down does not wait for its turn: what was tried just before went to
    /// nobody, and was gathered where perhaps there was no network.
    /// </summary>
    public void Hold(bool isHeld)
    {
        if (_isHeld == isHeld)
            return;
        _isHeld = isHeld;
        if (!isHeld && (_isDue || _isDown))
            Act();
    }

    public void Stop()
    {
        _alarm.Cancel();
        _isDown = false;
        _isDue = false;
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
        _alarm.Cancel();
        _isDue = _isHeld;
        if (_isHeld)
            return;
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
