namespace PeerCall.Server.Sessions;

/// <summary>
/// The message rate of one connection: a token bucket that never refuses but tells how long to wait, so that nothing is lost or reordered and the
/// sender alone is slowed down. A mutable struct: one owner, no copies.
/// </summary>
internal struct MessageRate
{
    /// <summary>So long a connection may be above its rate before it is closed. Milliseconds.</summary>
    public const long Patience = 5_000;

    private readonly double _perMs;
    private readonly double _burst;
    private double _tokens;
    private long _last;
    private long _emptySince;

    /// <summary>A full bucket.</summary>
    /// <param name="perSecond">Messages a second; 0 for no limit.</param>
    /// <param name="burst">Messages at once.</param>
    /// <param name="now">Milliseconds on any steadily rising clock.</param>
    public MessageRate(int perSecond, int burst, long now)
    {
        _perMs = perSecond / 1000.0;
        _burst = burst;
        _tokens = burst;
        _last = now;
        _emptySince = -1;
    }

    /// <summary>Counts one message. The result is how many milliseconds to wait before the next is read; 0 for none.</summary>
    /// <param name="now">Milliseconds on the clock of the constructor.</param>
    /// <param name="exhausted">True once the connection has been above its rate for <see cref="Patience"/>.</param>
    public int Take(long now, out bool exhausted)
    {
        exhausted = false;
        if (_perMs == 0)
        {
            return 0;
        }

        _tokens = Math.Min(_burst, _tokens + ((now - _last) * _perMs)) - 1;
        _last = now;
        if (_tokens >= 0)
        {
            // Above the rate means: the bucket was never seen half full again since it ran dry.
            if (_tokens >= _burst / 2)
            {
                _emptySince = -1;
            }

            return 0;
        }

        if (_emptySince < 0)
        {
            _emptySince = now;
        }

        exhausted = now - _emptySince >= Patience;
        return (int)Math.Ceiling(-_tokens / _perMs);
    }
}
