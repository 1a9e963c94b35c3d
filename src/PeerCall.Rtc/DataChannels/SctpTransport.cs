using System.Buffers;
using System.Threading.Channels;
using PeerCall.Net;
using PeerCall.Sctp;

namespace PeerCall.Rtc.DataChannels;

/// <summary>
/// The SCTP association of a connection with its channels (W3C RTCSctpTransport): gives applications on any thread a way into the pure machine, and
/// makes them wait where it says so. Under the gate unless said otherwise.
/// </summary>
internal sealed class SctpTransport : IDataChannelOutput
{
    private const int MaxSpareWaiters = 64;

    private readonly ISctpCarrier _carrier;
    private readonly DataChannelTransport _machine;
    private readonly Dictionary<SctpDataChannel, DataChannel> _channels = [];
    private readonly SendWaiters _waiters = new();
    private readonly Stack<SendWaiter> _spare = new();
    private readonly int _returnAt;
    private long _returned;
    private bool _isProbed;
    private bool _isWritable;

    public SctpTransport(SctpOptions options, ISctpCarrier carrier, TimeProvider clock)
    {
        _carrier = carrier;
        Clock = clock;
        _machine = new DataChannelTransport(options, this);
        // Bytes that were read are told in lots: the gate is not taken for each message.
        _returnAt = Math.Max(1, options.ReceiveWindow / 16);
        MaxMessageSize = options.MaxSendMessageSize;
    }

    /// <summary>For who waits. Any thread.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Bytes of a message that the other end takes. Any thread.</summary>
    public int MaxMessageSize { get; private set; }

    /// <summary>When <see cref="Advance"/> is to be called at the latest.</summary>
    public TimeSpan Deadline => _machine.Deadline;

    /// <summary>Whether INIT was sent.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Whether the association has ended.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Channels that are not closed.</summary>
    public IReadOnlyCollection<DataChannel> Channels => _channels.Values;

    /// <summary>Channels that were open so far.</summary>
    public int ChannelsOpened { get; private set; }

    /// <summary>Of these, those that are closed.</summary>
    public int ChannelsClosed { get; private set; }

    /// <summary>Counters; null before there is an association.</summary>
    public SctpStatistics? Statistics => IsStarted ? _machine.Association.GetStatistics() : null;

    /// <summary>Judges the length of a message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is too long.</exception>
    public static void CheckSize(int length, int limit, string parameter)
    {
        if (length > limit)
            throw new ArgumentOutOfRangeException(parameter, $"The message has {length} bytes; the other end takes {limit} at most.");
    }

    /// <summary>Takes the gate. Any thread.</summary>
    public UdpLoop.Scope Enter() => _carrier.Enter();

    /// <summary>What the other end's description says.</summary>
    /// <param name="port">Its SCTP port.</param>
    /// <param name="maxMessageSize">Bytes of a message that it takes; 0: without limit.</param>
    public void SetPeer(ushort port, long maxMessageSize)
    {
        if (IsStarted || IsEnded)
            return;
        MaxMessageSize = maxMessageSize is > 0 and < int.MaxValue ? (int)maxMessageSize : int.MaxValue;
        _machine.SetPeer(port, MaxMessageSize);
    }

    /// <summary>DTLS is up.</summary>
    public void Start(bool isDtlsClient, TimeSpan now)
    {
        if (IsStarted || IsEnded)
            return;
        IsStarted = true;
        _machine.Start(isDtlsClient, now);
        _machine.ChangePath(_isProbed, now);
    }

    /// <summary>A packet came from DTLS.</summary>
    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (!IsStarted)
            return;
        _machine.Receive(packet, now);
        Continue(now);
    }

    /// <summary>Packets take another path from now on.</summary>
    /// <param name="isProbed">Whether it is to be asked for larger packets.</param>
    /// <param name="now">Time of the loop.</param>
    public void ChangePath(bool isProbed, TimeSpan now)
    {
        _isProbed = isProbed;
        if (IsStarted)
            _machine.ChangePath(isProbed, now);
    }

    /// <summary>Runs the timers.</summary>
    public void Advance(TimeSpan now)
    {
        _machine.Advance(now);
        Continue(now);
    }

    /// <summary>Ends the association at once; the other end is told if it can be.</summary>
    public void Abort(TimeSpan now) => _machine.Abort(now);

    /// <summary>Makes a channel; null if no stream is free, or the association has ended.</summary>
    public DataChannel? Create(string label, DataChannelOptions options, TimeSpan now)
    {
        if (_machine.Create(label, options, now) is not { } made)
            return null;
        var channel = new DataChannel(this, made);
        _channels.Add(made, channel);
        if (made.State is DataChannelState.Open)
            Open(channel);
        _machine.Flush(now);
        return channel;
    }

    /// <summary>Closes a channel. Any thread.</summary>
    public void Close(DataChannel channel)
    {
        using (Enter())
        {
            _waiters.Close(channel);
            channel.Sctp.Close(_carrier.Now);
            Continue(_carrier.Now);
            _carrier.Settle();
        }
    }

    /// <summary>Sends a message, later if need be. Any thread. Takes over the rented array.</summary>
    public ValueTask SendAsync(DataChannel channel, ReadOnlyMemory<byte> data, bool isText, byte[]? rented, CancellationToken cancellation)
    {
        Exception? fault = null;
        if (cancellation.IsCancellationRequested)
        {
            GiveBack(rented);
            return ValueTask.FromCanceled(cancellation);
        }
        SendWaiter? waiter = null;
        using (Enter())
        {
            var result = data.Length > MaxMessageSize ? SendResult.TooLarge : _waiters.IsEmpty ? Send(channel, data.Span, isText) : Refusal(channel);
            if (result is SendResult.WouldBlock)
            {
                waiter = TakeSpare();
                _waiters.Add(waiter);
                waiter.Start(channel, data, isText, rented, cancellation);
            }
            else if (result is SendResult.Accepted)
            {
                _machine.Flush(_carrier.Now);
                Continue(_carrier.Now);
                _carrier.Settle();
            }
            else
            {
                fault = result is SendResult.TooLarge
                    ? new ArgumentOutOfRangeException(nameof(data), $"The message has {data.Length} bytes; the other end takes {MaxMessageSize} at most.")
                    : NotOpen(channel);
            }
        }
        if (waiter is not null)
            return waiter.Task;
        GiveBack(rented);
        return fault is null ? default : ValueTask.FromException(fault);
    }

    /// <summary>Sends a message if it can be sent now. Any thread.</summary>
    public bool TrySend(DataChannel channel, ReadOnlySpan<byte> data, bool isText)
    {
        CheckSize(data.Length, MaxMessageSize, nameof(data));
        using (Enter())
        {
            if (!_waiters.IsEmpty || Send(channel, data, isText) is not SendResult.Accepted)
                return false;
            _machine.Flush(_carrier.Now);
            Continue(_carrier.Now);
            _carrier.Settle();
            return true;
        }
    }

    /// <summary>The application has read this much of the receiver window. Any thread.</summary>
    public void Return(int charge)
    {
        if (charge == 0 || Interlocked.Add(ref _returned, charge) < _returnAt)
            return;
        using (Enter())
        {
            Continue(_carrier.Now);
            _carrier.Settle();
        }
    }

    /// <summary>Takes back a waiter. Any thread.</summary>
    public void Recycle(SendWaiter waiter)
    {
        lock (_spare)
        {
            if (_spare.Count < MaxSpareWaiters)
                _spare.Push(waiter);
        }
    }

    void IDataChannelOutput.Transmit(ReadOnlySpan<byte> packet) => _carrier.Transmit(packet);

    bool IDataChannelOutput.TransmitProbe(ReadOnlySpan<byte> packet) => _carrier.TransmitProbe(packet);

    void IDataChannelOutput.OnConnected()
    {
    }

    void IDataChannelOutput.OnChannel(SctpDataChannel channel)
    {
        var face = new DataChannel(this, channel);
        _channels.Add(channel, face);
        Open(face);
        _carrier.OnDataChannel(face);
    }

    void IDataChannelOutput.OnOpen(SctpDataChannel channel)
    {
        // One that is being made opens when it has been.
        if (_channels.TryGetValue(channel, out var face))
            Open(face);
    }

    void IDataChannelOutput.OnMessage(SctpDataChannel channel, in ReceivedMessage message, bool isText)
    {
        if (_channels.TryGetValue(channel, out var face) && face.OnMessage(in message, isText))
            return;
        var charge = message.WindowCharge;
        message.Dispose();
        _machine.Consume(charge, _carrier.Now);
    }

    void IDataChannelOutput.OnBufferedAmountLow(SctpDataChannel channel)
    {
        if (_channels.TryGetValue(channel, out var face))
            face.OnBufferedAmountLow();
    }

    // Those who wait are served when the machine has ended what it is about.
    void IDataChannelOutput.OnWritable() => _isWritable = true;

    void IDataChannelOutput.OnClosing(SctpDataChannel channel)
    {
        if (_channels.TryGetValue(channel, out var face))
            _waiters.Close(face);
    }

    void IDataChannelOutput.OnChannelClosed(SctpDataChannel channel)
    {
        if (!_channels.Remove(channel, out var face))
            return;
        _waiters.Close(face);
        if (face.Opened.IsCompletedSuccessfully)
            ChannelsClosed++;
        face.OnClosed();
    }

    void IDataChannelOutput.OnClosed(in SctpCloseReason reason)
    {
        IsEnded = true;
        _carrier.OnAssociationClosed(in reason);
    }

    private static SendResult Refusal(DataChannel channel) => channel.State is DataChannelState.Open ? SendResult.WouldBlock : SendResult.Closed;

    private static Exception NotOpen(DataChannel channel) => channel.State is DataChannelState.Connecting
        ? new InvalidOperationException("The channel is not open yet.")
        : new ChannelClosedException("The channel is closed.");

    private static void GiveBack(byte[]? rented)
    {
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    private SendWaiter TakeSpare()
    {
        lock (_spare)
            return _spare.TryPop(out var waiter) ? waiter : new SendWaiter(this);
    }

    private SendResult Send(DataChannel channel, ReadOnlySpan<byte> data, bool isText) => channel.Sctp.Send(data, isText, _carrier.Now);

    private void Open(DataChannel channel)
    {
        ChannelsOpened++;
        channel.OnOpen();
    }

    /// <summary>What the machine has left for later: those who wait for room, and what was read meanwhile.</summary>
    private void Continue(TimeSpan now)
    {
        if (Volatile.Read(ref _returned) != 0)
            TakeReturned(now);
        while (_isWritable)
        {
            _isWritable = false;
            if (_waiters.IsEmpty)
                return;
            ServeWaiters(now);
            _machine.Flush(now);
        }
    }

    private void ServeWaiters(TimeSpan now)
    {
        while (!_waiters.IsEmpty)
        {
            var waiter = _waiters.First;
            var channel = waiter.Channel!;
            var result = channel.Sctp.Send(waiter.Data.Span, waiter.IsText, now);
            if (result is SendResult.WouldBlock)
                return;
            _waiters.RemoveFirst().Complete(result is SendResult.Accepted ? null : NotOpen(channel));
        }
    }

    private void TakeReturned(TimeSpan now)
    {
        var charge = Interlocked.Exchange(ref _returned, 0);
        if (charge > 0 && !IsEnded)
            _machine.Consume((int)Math.Min(charge, int.MaxValue), now);
    }
}
