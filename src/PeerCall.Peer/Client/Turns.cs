using System.Collections.Concurrent;

namespace PeerCall.Peer.Client;

/// <summary>
/// Runs what it is given one after the other, on the pool: whatever belongs to one participant needs no lock, and nothing that a callback does can meet itself. It costs no thread while there is nothing to do.
/// </summary>
internal sealed class Turns : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Action> _queue = new();
    private readonly Action<Exception> _onFault;
    private readonly Action<Turns> _schedule;
    private int _count;

    /// <summary>Begins with nothing to do.</summary>
    /// <param name="onFault">Told what a turn throws; the next one runs all the same.</param>
    /// <param name="schedule">Calls <see cref="Drain"/>, now or later; null: on the pool.</param>
    public Turns(Action<Exception> onFault, Action<Turns>? schedule = null)
    {
        _onFault = onFault;
        _schedule = schedule ?? (static turns => ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: false));
    }

    /// <summary>Has this done after all that was posted before.</summary>
    public void Post(Action turn)
    {
        _queue.Enqueue(turn);
        if (Interlocked.Increment(ref _count) == 1)
            _schedule(this);
    }

    /// <summary>Has this done, and waits for what comes of it.</summary>
    public Task<T> Ask<T>(Func<T> turn)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(turn());
            }
#pragma warning disable CA1031 // Whoever asked gets it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                answer.SetException(fault);
            }
        });
        return answer.Task;
    }

    /// <summary>Has this done, and waits for it.</summary>
    public Task Ask(Action turn) => Ask(() =>
    {
        turn();
        return true;
    });

    /// <summary>Runs what is there.</summary>
    public void Drain()
    {
        do
        {
            try
            {
                if (_queue.TryDequeue(out var turn))
                    turn();
            }
#pragma warning disable CA1031 // A defect of one turn must not stop a participant.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _onFault(fault);
            }
        }
        while (Interlocked.Decrement(ref _count) > 0);
    }

    void IThreadPoolWorkItem.Execute() => Drain();
}
