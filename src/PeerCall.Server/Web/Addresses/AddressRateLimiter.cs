namespace PeerCall.Server.Web;

/// <summary>
/// A token bucket per address. Each bucket is one number, the time at which it is full again (the "theoretical arrival time"
/// of GCRA, ITU-T I.371): no timers, nothing to refill. A full bucket equals none, so it can be forgotten; that bounds the memory,
/// whatever number of addresses an attacker has.
/// </summary>
internal sealed class AddressRateLimiter
{
    /// <summary>How many addresses are remembered, unless told otherwise. About 4 MB.</summary>
    public const int DefaultCapacity = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<AddressKey, long> _fullAt = [];
    private readonly TimeProvider _clock;
    private readonly long _interval;
    private readonly long _depth;
    private readonly int _capacity;

    /// <summary>Makes a limiter.</summary>
    /// <param name="clock">Its timestamps are the time.</param>
    /// <param name="perMinute">Lasting rate: tokens that come back in a minute.</param>
    /// <param name="burst">How many can be taken at once after a rest.</param>
    /// <param name="capacity">How many addresses are remembered; beyond it, those nearest to a full bucket are forgotten first.</param>
    public AddressRateLimiter(TimeProvider clock, int perMinute, int burst, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perMinute, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        _clock = clock;
        _interval = clock.TimestampFrequency * 60 / perMinute;
        _depth = _interval * burst;
        _capacity = capacity;
    }

    /// <summary>How many addresses are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _fullAt.Count;
        }
    }

    /// <summary>Takes one token of this address.</summary>
    /// <param name="key">The address.</param>
    /// <param name="retryAfter">Zero, or, when refused, how long until there is a token.</param>
    /// <returns>Whether there was one. A refusal costs nothing.</returns>
    public bool TryTake(AddressKey key, out TimeSpan retryAfter)
    {
        var now = _clock.GetTimestamp();
        lock (_gate)
        {
            var known = _fullAt.TryGetValue(key, out var fullAt);
            var next = (known ? Math.Max(fullAt, now) : now) + _interval;
            if (next - now > _depth)
            {
                retryAfter = TimeSpan.FromSeconds((double)(next - now - _depth) / _clock.TimestampFrequency);
                return false;
            }
            if (!known && _fullAt.Count >= _capacity)
                Forget(now);
            _fullAt[key] = next;
            retryAfter = TimeSpan.Zero;
            return true;
        }
    }

    /// <summary>Whether there is a token of this address now; takes none. For what costs one only when it fails.</summary>
    /// <param name="key">The address.</param>
    /// <param name="retryAfter">Zero, or how long until there is a token.</param>
    public bool HasToken(AddressKey key, out TimeSpan retryAfter)
    {
        var now = _clock.GetTimestamp();
        lock (_gate)
        {
            var next = (_fullAt.TryGetValue(key, out var fullAt) ? Math.Max(fullAt, now) : now) + _interval;
            var has = next - now <= _depth;
            retryAfter = has ? TimeSpan.Zero : TimeSpan.FromSeconds((double)(next - now - _depth) / _clock.TimestampFrequency);
            return has;
        }
    }

    /// <summary>Drops the full buckets; if that is not a quarter, the fullest ones too, so that the cost per new address stays constant.</summary>
    private void Forget(long now)
    {
        var threshold = now;
        var full = _fullAt.Count(bucket => bucket.Value <= now);
        var room = Math.Max(1, _capacity / 4);
        if (full < room)
        {
            var times = _fullAt.Values.ToArray();
            Array.Sort(times);
            threshold = times[room - 1];
        }
        foreach (var (key, fullAt) in _fullAt)
        {
            if (fullAt <= threshold)
                _fullAt.Remove(key);
        }
    }
}
