using System.Collections.Concurrent;

namespace PeerCall.Server.Sessions;

/// <summary>
/// Acknowledges what nobody waits for (signals) with up to <see cref="Delay"/>, so that one acknowledgement serves many messages. One timer for
/// all connections, and none while nothing is due.
/// </summary>
internal sealed class LazyAcknowledger : IDisposable
{
    /// <summary>The longest delay. docs/protocol.md, section 2.1, promises it.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    // How exactly the delay is kept.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly ConcurrentQueue<(Connection Connection, long Since)> _due = new();
    private int _running;

    public LazyAcknowledger(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static self => ((LazyAcknowledger)self!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>An acknowledgement is due on this connection.</summary>
    public void Add(Connection connection)
    {
        _due.Enqueue((connection, _time.GetTimestamp()));
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Flush()
    {
        while (_due.TryPeek(out var next) && _time.GetElapsedTime(next.Since) >= Delay - Step && _due.TryDequeue(out next))
        {
            next.Connection.FlushAcknowledgement();
        }

        Volatile.Write(ref _running, 0);
        if (!_due.IsEmpty && Interlocked.Exchange(ref _running, 1) == 0)
        {
            _timer.Change(Step, Timeout.InfiniteTimeSpan);
        }
    }
}
