using System.Diagnostics;

namespace PeerCall.Benchmarks.Load;

/// <summary>
/// The one thread of the generator: waits for sockets, lets connections read, then writes out what they have queued.
/// What one turn queues for a connection goes out in one write.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly List<WebSocketConnection> _connections = [];
    private readonly List<WebSocketConnection> _unflushed = [];

    /// <summary>Takes a connection in and returns its key.</summary>
    public int Add(WebSocketConnection connection, int descriptor)
    {
        var key = _connections.Count;
        _connections.Add(connection);
        _epoll.Watch(descriptor, key, Epoll.Readable);
        return key;
    }

    /// <summary>Says whether a connection also waits to be writable.</summary>
    public void WaitForWritable(int descriptor, int key, bool wanted) =>
        _epoll.Change(descriptor, key, wanted ? Epoll.Readable | Epoll.Writable : Epoll.Readable);

    /// <summary>Notes a connection with queued bytes; the current turn ends by writing them.</summary>
    public void Unflushed(WebSocketConnection connection) => _unflushed.Add(connection);

    /// <summary>One turn.</summary>
    /// <param name="timeoutMs">Milliseconds to wait for a ready socket. 0 spins: right where a wake-up would be measured with the server.</param>
    public void Turn(int timeoutMs)
    {
        // What was queued between two turns must not wait for a socket to become ready.
        Flush();
        var ready = _epoll.Wait(timeoutMs);
        for (var i = 0; i < ready; i++)
        {
            var (key, events) = _epoll.Ready(i);
            var connection = _connections[key];
            if ((events & Epoll.Writable) != 0)
                connection.Flush();
            if ((events & ~Epoll.Writable) != 0)
                connection.Read();
        }

        Flush();
    }

    /// <summary>Turns until <paramref name="done"/>.</summary>
    /// <exception cref="LoadFailure">It was not done within <paramref name="limit"/>.</exception>
    public void TurnUntil(Func<bool> done, TimeSpan limit, string what)
    {
        var end = Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        while (!done())
        {
            Turn(10);
            if (Stopwatch.GetTimestamp() > end)
                throw new LoadFailure($"Within {limit.TotalSeconds:0.#} s this did not happen: {what}.");
        }
    }

    /// <summary>Turns for a length of time.</summary>
    public void TurnFor(TimeSpan time)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
            Turn(10);
    }

    /// <summary>Closes every connection and the loop.</summary>
    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _epoll.Dispose();
    }

    private void Flush()
    {
        foreach (var connection in _unflushed)
            connection.Flush();
        _unflushed.Clear();
    }
}
