namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>A hub's order for many threads: senders wait here while they are held back, one after the other in the order of their coming.</summary>
internal sealed class HubRoom(ServerPeerMetrics metrics, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HubOrder _order = new();
    private readonly long _start = clock.GetTimestamp();
    private TaskCompletionSource? _released;

    private TimeSpan Now => clock.GetElapsedTime(_start);

    /// <summary>Lets somebody in who gets every message from now on.</summary>
    public HubReceiver Add(IHubOutput output)
    {
        lock (_gate)
            return _order.Add(output);
    }

    /// <summary>Lets somebody out.</summary>
    public void Remove(HubReceiver receiver)
    {
        lock (_gate)
        {
            _order.Remove(receiver);
            Release();
        }
    }

    /// <inheritdoc cref="HubReceiver.TryTake"/>
    public bool TryTake(HubReceiver receiver, out HubFrame frame)
    {
        lock (_gate)
            return receiver.TryTake(out frame);
    }

    /// <inheritdoc cref="HubReceiver.Sent"/>
    public void Sent(HubReceiver receiver)
    {
        lock (_gate)
        {
            receiver.Sent(Now);
            Release();
        }
    }

    /// <summary>Gives a message to everybody, as soon as nobody holds senders back.</summary>
    public async ValueTask PublishAsync(string from, ReadOnlyMemory<byte> data, bool isText, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            while (!TryPublish(from, data.Span, isText, out var wait, out var released))
            {
                await released!.WaitAsync(wait, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            _turn.Release();
        }
        metrics.HubMessage(data.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private bool TryPublish(string from, ReadOnlySpan<byte> data, bool isText, out TimeSpan wait, out Task? released)
    {
        lock (_gate)
        {
            var now = Now;
            if (_order.HeldUntil(now) is { } until)
            {
                _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = until - now;
                released = _released.Task;
                return false;
            }
            _order.Publish(from, data, isText, now);
            wait = TimeSpan.Zero;
            released = null;
            return true;
        }
    }

    // Who waits looks again, if there may be a reason to.
    private void Release()
    {
        if (_released is null || _order.HeldUntil(Now) is not null)
            return;
        _released.TrySetResult();
        _released = null;
    }
}
