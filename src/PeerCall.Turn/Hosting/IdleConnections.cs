using PeerCall.Stun;

namespace PeerCall.Turn.Hosting;

/// <summary>
/// TCP and TLS connections that have shown nothing yet: no first byte, or no allocation. They may stay for a while and in limited number; when there is no
/// room the oldest one goes, so that whoever opens thousands of them keeps nobody out. Safe from any thread.
/// </summary>
public sealed class IdleConnections : IDisposable
{
    /// <summary>One moment for all that are overdue at nearly the same time.</summary>
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _all = [];
    private readonly Dictionary<UInt128, LinkedList<Entry>> _byAddress = [];
    private readonly StreamLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private bool _isArmed;

    /// <summary>Takes connections from now on.</summary>
    public IdleConnections(StreamLimits limits, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(clock);
        _limits = limits;
        _clock = clock;
        _timer = clock.CreateTimer(static state => ((IdleConnections)state!).CloseOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _all.Count;
        }
    }

    /// <summary>Takes a connection in.</summary>
    /// <param name="client">Where it comes from.</param>
    /// <param name="close">Closes it; called at most once, on a thread of the pool. May still come when the entry is just being disposed of.</param>
    /// <returns>Its place; disposing of it says that the connection is no longer idle, or gone.</returns>
    public Entry Add(in TransportAddress client, Action close)
    {
        var entry = new Entry(this, KeyOf(in client), _clock.GetTimestamp(), close);
        Entry? leaving = null;
        lock (_gate)
        {
            if (!_byAddress.TryGetValue(entry.Key, out var siblings))
                _byAddress[entry.Key] = siblings = [];
            if (siblings.Count >= _limits.MaxIdlePerAddress)
                leaving = siblings.First!.Value;
            else if (_all.Count >= _limits.MaxIdle)
                leaving = _all.First!.Value;
            if (leaving is not null)
                Remove(leaving);
            // Its own list may just have become empty and been dropped.
            _byAddress[entry.Key] = siblings;
            entry.InAll = _all.AddLast(entry);
            entry.InAddress = siblings.AddLast(entry);
            Arm();
        }
        leaving?.Close();
        return entry;
    }

    /// <summary>Stops looking. Connections stay as they are.</summary>
    public void Dispose() => _timer.Dispose();

    private void CloseOverdue()
    {
        lock (_gate)
            _isArmed = false;
        while (TakeOverdue() is { } entry)
            entry.Close();
    }

    /// <summary>For the oldest one. Where none is idle nothing wakes the machine, and one that rings too early is set again.</summary>
    private void Arm()
    {
        if (_isArmed || _all.First?.Value is not { } oldest)
            return;
        _isArmed = true;
        var left = _limits.IdleTime - _clock.GetElapsedTime(oldest.Since);
        _timer.Change(left > Soonest ? left : Soonest, Timeout.InfiniteTimeSpan);
    }

    private Entry? TakeOverdue()
    {
        lock (_gate)
        {
            if (_all.First?.Value is not { } oldest || _clock.GetElapsedTime(oldest.Since) < _limits.IdleTime)
            {
                Arm();
                return null;
            }
            Remove(oldest);
            return oldest;
        }
    }

    private bool TryRemove(Entry entry)
    {
        lock (_gate)
        {
            if (entry.InAll is null)
                return false;
            Remove(entry);
            return true;
        }
    }

    private void Remove(Entry entry)
    {
        _all.Remove(entry.InAll!);
        var siblings = _byAddress[entry.Key];
        siblings.Remove(entry.InAddress!);
        if (siblings.Count == 0)
            _byAddress.Remove(entry.Key);
        entry.InAll = null;
        entry.InAddress = null;
    }

    /// <summary>An IPv4 address, or the /64 that one IPv6 subscriber has at least (RFC 6177). The shift keeps the two families apart.</summary>
    private static UInt128 KeyOf(in TransportAddress client)
    {
        if (client.IsIPv4)
            return client.IPv4Bits;
        var bits = client.IPv6Bits;
        return bits >> 32 == 0xFFFF ? (uint)bits : (bits >> 64 << 64) | 1;
    }

    /// <summary>The place of one connection.</summary>
    public sealed class Entry : IDisposable
    {
        private readonly IdleConnections _owner;
        private readonly Action _close;

        internal Entry(IdleConnections owner, UInt128 key, long since, Action close)
        {
            _owner = owner;
            _close = close;
            Key = key;
            Since = since;
        }

        internal UInt128 Key { get; }

        internal long Since { get; }

        internal LinkedListNode<Entry>? InAll { get; set; }

        internal LinkedListNode<Entry>? InAddress { get; set; }

        /// <summary>Whether the connection was closed for being idle.</summary>
        public bool IsClosed { get; private set; }

        /// <summary>The connection is no longer idle, or gone. Idempotent.</summary>
        public void Dispose() => _owner.TryRemove(this);

        internal void Close()
        {
            IsClosed = true;
            // Not here: the caller may hold a gate that what follows from closing would want.
            ThreadPool.UnsafeQueueUserWorkItem(static close => close(), _close, preferLocal: false);
        }
    }
}
