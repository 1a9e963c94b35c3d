namespace PeerCall.Rtc.Connection;

/// <summary>Those who wait for a state of the connection. Used under the gate.</summary>
internal sealed class StateWaiters
{
    private readonly List<(ConnectionState State, TaskCompletionSource Done)> _waiting = [];

    public Task Wait(ConnectionState state, ConnectionState now)
    {
        if (state == now)
            return Task.CompletedTask;
        if (now is ConnectionState.Closed)
            return Task.FromException(Closed());
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.RemoveAll(static waiter => waiter.Done.Task.IsCompleted);
        _waiting.Add((state, done));
        return done.Task;
    }

    public void OnState(ConnectionState now)
    {
        foreach (var (state, done) in _waiting)
        {
            if (state == now)
                done.TrySetResult();
            else if (now is ConnectionState.Closed)
                done.TrySetException(Closed());
        }
        _waiting.RemoveAll(static waiter => waiter.Done.Task.IsCompleted);
    }

    private static RtcException Closed() => new(RtcErrorCode.InvalidState, "The peer connection is closed.");
}
