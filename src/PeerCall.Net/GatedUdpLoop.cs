namespace PeerCall.Net;

/// <summary>What both loops share: the gate, the clock, the deadline, and the guard around what is called.</summary>
internal abstract class GatedUdpLoop(UdpLoopOptions options) : UdpLoop
{
    private readonly Lock _gate = new();
    private readonly long _origin = options.Clock.GetTimestamp();
    private TimeSpan _batchTime;
    private long _lastBatchTicks;
    private TimeSpan _deadline = TimeSpan.MaxValue;
    private bool _inBatch;
    private int _depth;
    private int _waiting;

    /// <inheritdoc/>
    public override TimeSpan Now => _gate.IsHeldByCurrentThread && _inBatch ? _batchTime : Elapsed;

    /// <inheritdoc/>
    public override TimeSpan Silence => Elapsed - new TimeSpan(Volatile.Read(ref _lastBatchTicks));

    /// <inheritdoc/>
    public override TimeSpan Deadline
    {
        get => _deadline;
        set => _deadline = value;
    }

    /// <summary>How it was asked to work.</summary>
    protected UdpLoopOptions Options { get; } = options;

    /// <summary>When the last batch began. On the loop alone.</summary>
    protected TimeSpan BatchTime => _batchTime;

    /// <summary>The time at this moment, also inside a batch.</summary>
    protected TimeSpan Elapsed => Options.Clock.GetElapsedTime(_origin);

    /// <summary>Whether it has ended. Read and written under the gate.</summary>
    protected bool IsStopped { get; set; }

    /// <summary>Whether other threads wait for the gate.</summary>
    protected bool HasWaiting => Volatile.Read(ref _waiting) != 0;

    /// <inheritdoc/>
    public override Scope Enter()
    {
        // Told to the loop, which would otherwise take the gate again before a thread that slept is awake.
        Interlocked.Increment(ref _waiting);
        _gate.Enter();
        Interlocked.Decrement(ref _waiting);
        _depth++;
        return new Scope(this);
    }

    /// <inheritdoc/>
    protected override void Leave()
    {
        try
        {
            if (_depth == 1 && !IsStopped)
            {
                Flush();
                ArmDeadline(_deadline);
            }
        }
        finally
        {
            _depth--;
            _gate.Exit();
        }
    }

    /// <summary>Takes the gate for a batch, after those who wait.</summary>
    protected void BeginBatch()
    {
        if (HasWaiting)
            YieldToWaiting();
        _gate.Enter();
        _depth++;
        _batchTime = Elapsed;
        Volatile.Write(ref _lastBatchTicks, _batchTime.Ticks);
        _inBatch = true;
    }

    /// <summary>Calls <see cref="UdpLoopOptions.OnDeadline"/> if it is time, sends what the batch has queued and leaves the gate.</summary>
    protected void EndBatch()
    {
        try
        {
            if (!IsStopped)
            {
                if (_deadline <= _batchTime)
                    PassDeadline();
                Flush();
                ArmDeadline(_deadline);
            }
        }
        finally
        {
            _inBatch = false;
            _depth--;
            _gate.Exit();
        }
    }

    /// <summary>Calls a receiver; what it throws is reported and forgotten.</summary>
    protected void Deliver(IUdpReceiver receiver, UdpSocket socket, in Stun.TransportAddress source, in Stun.TransportAddress local, ReadOnlySpan<byte> data)
    {
        try
        {
            receiver.Receive(socket, in source, in local, data, _batchTime);
        }
#pragma warning disable CA1031 // One bad datagram must not stop the loop, whatever it brings a receiver to throw.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Report(fault);
        }
    }

    /// <summary>Sends what is queued.</summary>
    protected abstract void Flush();

    /// <summary>Sees to it that a batch begins when the deadline has come, if it is not seen to already.</summary>
    protected abstract void ArmDeadline(TimeSpan deadline);

    private void PassDeadline()
    {
        _deadline = TimeSpan.MaxValue;
        try
        {
            Options.OnDeadline?.Invoke(_batchTime);
        }
#pragma warning disable CA1031 // As with a receiver.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Report(fault);
        }
    }

    private void Report(Exception fault)
    {
        try
        {
            Options.OnFault?.Invoke(fault);
        }
#pragma warning disable CA1031, RCS1075 // Nobody is left to tell.
        catch (Exception)
#pragma warning restore CA1031, RCS1075
        {
        }
    }

    private void YieldToWaiting()
    {
        for (var i = 0; i < 100 && HasWaiting; i++)
            Thread.Yield();
    }
}
