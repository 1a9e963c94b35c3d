using System.Buffers;
using System.Threading.Tasks.Sources;

namespace PeerCall.Rtc.DataChannels;

/// <summary>
/// A message that waits for room, and the task of who sends it. Used under the gate, but for <see cref="IValueTaskSource"/>; used again for
/// another message, so that waiting allocates nothing.
/// </summary>
internal sealed class SendWaiter(SctpTransport transport) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private bool _isCancelable;
    private bool _isReusable;
    private byte[]? _rented;

    /// <summary>The one that came after it.</summary>
    public SendWaiter? Next { get; set; }

    /// <summary>Its channel.</summary>
    public DataChannel? Channel { get; private set; }

    /// <summary>The message.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>Whether it is a string.</summary>
    public bool IsText { get; private set; }

    /// <summary>Whether its fate is known.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The task of who sends it; once, and by who began to wait.</summary>
    public ValueTask Task => new(this, _core.Version);

    /// <summary>Begins to wait.</summary>
    public void Start(DataChannel channel, ReadOnlyMemory<byte> data, bool isText, byte[]? rented, CancellationToken cancellation)
    {
        (Channel, Data, IsText, _rented, IsDone, Next) = (channel, data, isText, rented, false, null);
        _isCancelable = cancellation.CanBeCanceled;
        if (_isCancelable)
            _registration = cancellation.UnsafeRegister(static (waiter, token) => ((SendWaiter)waiter!).Cancel(token), this);
    }

    /// <summary>It was queued, or the channel is closed.</summary>
    public void Complete(Exception? fault)
    {
        if (IsDone)
            return;
        // A callback that waits for the gate right now will look at this waiter: it must not be another's by then.
        _isReusable = !_isCancelable || _registration.Unregister();
        End();
        if (fault is null)
            _core.SetResult(true);
        else
            _core.SetException(fault);
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            if (_isReusable)
            {
                _core.Reset();
                transport.Recycle(this);
            }
        }
    }

    private void Cancel(CancellationToken token)
    {
        using (transport.Enter())
        {
            if (IsDone)
                return;
            // Still in the queue, from which it is taken later.
            _isReusable = false;
            End();
            _core.SetException(new OperationCanceledException(token));
        }
    }

    private void End()
    {
        IsDone = true;
        Data = default;
        Channel = null;
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
    }
}
