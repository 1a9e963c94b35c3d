namespace PeerCall.Turn.Server;

/// <summary>A token bucket of one direction of an allocation: so many bytes a second, a second's worth at once.</summary>
internal struct Bandwidth
{
    private readonly double _bytesPerTick;
    private readonly double _capacity;
    private double _level;
    private TimeSpan _at;

    /// <summary>A full bucket. 0 bytes a second stands for no limit: a bucket of infinite content needs no branch of its own.</summary>
    public Bandwidth(long bytesPerSecond, TimeSpan now)
    {
        _bytesPerTick = (double)bytesPerSecond / TimeSpan.TicksPerSecond;
        _capacity = _level = bytesPerSecond > 0 ? bytesPerSecond : double.PositiveInfinity;
        _at = now;
    }

    /// <summary>Takes so many bytes, or none if there are not as many.</summary>
    public bool TryTake(int bytes, TimeSpan now)
    {
        // Time stands still within a batch of packets.
        if (now > _at)
        {
            _level = Math.Min(_capacity, _level + ((now - _at).Ticks * _bytesPerTick));
            _at = now;
        }
        if (_level < bytes)
            return false;
        _level -= bytes;
        return true;
    }
}
