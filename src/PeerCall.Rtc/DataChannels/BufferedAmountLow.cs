namespace PeerCall.Rtc.DataChannels;

/// <summary>Tells an application that a channel's queue has become short: to handlers on the pool, and to who waits.</summary>
internal sealed class BufferedAmountLow(DataChannel channel)
{
    private TaskCompletionSource? _next;
    private int _isQueued;
    private bool _isEnded;

    /// <summary>The queue is short; on the pool.</summary>
    public event EventHandler? Raised;

    /// <summary>Completes at the next fall. Under the gate, like all below.</summary>
    public Task Next => _isEnded ? Task.CompletedTask : (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The queue is short.</summary>
    public void Raise()
    {
        _next?.TrySetResult();
        _next = null;
        if (Raised is not null && Interlocked.Exchange(ref _isQueued, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static low => low.Tell(), this, preferLocal: false);
    }

    /// <summary>It will not fall any more.</summary>
    public void End()
    {
        _isEnded = true;
        _next?.TrySetResult();
        _next = null;
    }

    private void Tell()
    {
        Volatile.Write(ref _isQueued, 0);
#pragma warning disable MA0091 // The sender is the channel, whose event this is.
        Raised?.Invoke(channel, EventArgs.Empty);
#pragma warning restore MA0091
    }
}
