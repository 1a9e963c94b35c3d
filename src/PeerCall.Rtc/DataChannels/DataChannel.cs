using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using PeerCall.Rtc.DataChannels;
using PeerCall.Sctp;

namespace PeerCall.Rtc;

/// <summary>
/// A data channel (W3C RTCDataChannel, RFC 8831). Safe from any thread. What the application does not read stays in the association's
/// receiver window, of which all channels have their share: a full window stops the other end. A channel that is of no more interest is closed or
/// disposed of; both let go of what was not read.
/// </summary>
public sealed class DataChannel : IAsyncDisposable
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    private readonly SctpTransport _transport;
    private readonly Channel<DataChannelMessage> _inbox = Channel.CreateUnbounded<DataChannelMessage>();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BufferedAmountLow _low;
    private long _unread;

    internal DataChannel(SctpTransport transport, SctpDataChannel channel)
    {
        _transport = transport;
        _low = new BufferedAmountLow(this);
        Sctp = channel;
        // Who does not wait for it need not hear of it.
        _ = _opened.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>
    /// <see cref="BufferedAmount"/> has fallen to <see cref="BufferedAmountLowThreshold"/> or below. Raised on a thread of the pool; several falls in
    /// a row may be told once. What a handler throws is its own affair, as anywhere on the pool.
    /// </summary>
    public event EventHandler? BufferedAmountLow
    {
        add => _low.Raised += value;
        remove => _low.Raised -= value;
    }

    /// <summary>Label; not necessarily unique.</summary>
    public string Label => Sctp.Label;

    /// <summary>Stream, 0 to 65,534; null until the DTLS role is known, if none was asked for.</summary>
    public int? Id => Sctp.Id;

    /// <summary>Whether messages arrive in order.</summary>
    public bool IsOrdered => Sctp.Options.IsOrdered;

    /// <summary>Retransmissions of a message at most; null: without limit.</summary>
    public int? MaxRetransmits => Sctp.Options.MaxRetransmits;

    /// <summary>Time after which a message is given up, whole milliseconds; null: never.</summary>
    public TimeSpan? MaxPacketLifeTime => Sctp.Options.MaxPacketLifeTime is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>Subprotocol; empty if there is none.</summary>
    public string Protocol => Sctp.Options.Protocol;

    /// <summary>Whether both applications made it by themselves, without the protocol of RFC 8832.</summary>
    public bool IsNegotiated => Sctp.Options.IsNegotiated;

    /// <summary>Priority as it is told to the other end (RFC 8831 §6.4).</summary>
    public int Priority => Sctp.Options.Priority;

    /// <summary>State.</summary>
    public DataChannelState State => Sctp.State;

    /// <summary>Bytes accepted for sending that have not been sent for the first time. What <see cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/> still waits with is not among them.</summary>
    public long BufferedAmount
    {
        get
        {
            using (_transport.Enter())
                return Sctp.BufferedAmount;
        }
    }

    /// <summary>At how many bytes <see cref="BufferedAmountLow"/> is raised. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long BufferedAmountLowThreshold
    {
        get => Sctp.BufferedAmountLowThreshold;
        set
        {
            using (_transport.Enter())
                Sctp.BufferedAmountLowThreshold = value;
        }
    }

    /// <summary>Bytes of a message that the other end takes (W3C RTCSctpTransport.maxMessageSize); 65,536 until its description has said so (RFC 8841 §6.1).</summary>
    public int MaxMessageSize => _transport.MaxMessageSize;

    /// <summary>Completes when the channel is open; fails with <see cref="ChannelClosedException"/> if it closes before.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the channel is closed on both sides, or with the connection. Never fails.</summary>
    public Task Closed => _closed.Task;

    internal SctpDataChannel Sctp { get; }

    /// <summary>For <c>data-channel</c> of W3C webrtc-stats: messages, and bytes without headers.</summary>
    internal long MessagesSent => Sctp.MessagesSent;

    /// <inheritdoc cref="MessagesSent"/>
    internal long BytesSent => Sctp.BytesSent;

    /// <inheritdoc cref="MessagesSent"/>
    internal long MessagesReceived => Sctp.MessagesReceived;

    /// <inheritdoc cref="MessagesSent"/>
    internal long BytesReceived => Sctp.BytesReceived;

    /// <summary>
    /// Sends a binary message. Completes when it is queued, which is at once while little is; else it waits, behind those that waited before. Only
    /// then may the bytes be used for something else.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is longer than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="InvalidOperationException">The channel is not open yet.</exception>
    /// <exception cref="ChannelClosedException">It is closing or closed, or became so while the message waited.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the message was not queued.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation = default) =>
        _transport.SendAsync(this, data, isText: false, rented: null, cancellation);

    /// <summary>Sends a string. Lone surrogates become U+FFFD, as in a browser.</summary>
    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask SendAsync(string text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = Encoding.UTF8.GetByteCount(text);
        SctpTransport.CheckSize(length, MaxMessageSize, nameof(text));
        var rented = ArrayPool<byte>.Shared.Rent(length);
        Encoding.UTF8.GetBytes(text, rented);
        return _transport.SendAsync(this, rented.AsMemory(0, length), isText: true, rented, cancellation);
    }

    /// <summary>Sends a message if there is room for it now; the bytes are copied.</summary>
    /// <param name="data">The bytes; UTF-8 if it is text.</param>
    /// <param name="isText">Whether the other end gets a string.</param>
    /// <returns>False if too much is queued, others wait, or the channel is not open.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is longer than <see cref="MaxMessageSize"/>.</exception>
    public bool TrySend(ReadOnlySpan<byte> data, bool isText = false) => _transport.TrySend(this, data, isText);

    /// <summary>Takes the next message, and waits for it if there is none.</summary>
    /// <exception cref="ChannelClosedException">The channel is closed, and all that came was taken.</exception>
    /// <exception cref="OperationCanceledException">Canceled; no message was taken.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<DataChannelMessage> ReceiveAsync(CancellationToken cancellation = default)
    {
        var message = await _inbox.Reader.ReadAsync(cancellation);
        Read(message);
        return message;
    }

    /// <summary>Takes the next message if there is one.</summary>
    public bool TryReceive([MaybeNullWhen(false)] out DataChannelMessage message)
    {
        if (!_inbox.Reader.TryRead(out message))
            return false;
        Read(message);
        return true;
    }

    /// <summary>Takes messages until the channel is closed and all that came was taken. Each is to be disposed of.</summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public async IAsyncEnumerable<DataChannelMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await _inbox.Reader.WaitToReadAsync(cancellation))
        {
            while (TryReceive(out var message))
                yield return message;
        }
    }

    /// <summary>Completes when <see cref="BufferedAmount"/> is not above <see cref="BufferedAmountLowThreshold"/>, or the channel is no longer open.</summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task WaitForBufferedAmountLowAsync(CancellationToken cancellation = default)
    {
        Task next;
        using (_transport.Enter())
        {
            next = State is not DataChannelState.Open || Sctp.BufferedAmount <= Sctp.BufferedAmountLowThreshold ? Task.CompletedTask : _low.Next;
        }
        return next.WaitAsync(cancellation);
    }

    /// <summary>
    /// Closes the channel: what was queued goes out, then the other end is told, and closes its side (RFC 8831 §6.7). Nothing more is received;
    /// what came before can still be read. Idempotent.
    /// </summary>
    public void Close()
    {
        _inbox.Writer.TryComplete();
        _transport.Return((int)Math.Min(int.MaxValue, Math.Max(0, Interlocked.Exchange(ref _unread, 0))));
        _transport.Close(this);
    }

    /// <summary>Closes the channel, lets go of what was not read, and waits until the other end has closed too, 5 s at most.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        while (_inbox.Reader.TryRead(out var message))
            message.Dispose();
        await Task.WhenAny(Closed, Task.Delay(CloseTime, _transport.Clock));
    }

    /// <summary>It is open. Under the gate, like the following.</summary>
    internal void OnOpen() => _opened.TrySetResult();

    /// <summary>A message came; false if nobody will read it.</summary>
    internal bool OnMessage(in ReceivedMessage received, bool isText)
    {
        // Counted first: a reader may be quicker than this thread.
        Interlocked.Add(ref _unread, received.WindowCharge);
        if (_inbox.Writer.TryWrite(new DataChannelMessage(MessageMemory.Hold(in received), isText)))
            return true;
        Interlocked.Add(ref _unread, -received.WindowCharge);
        return false;
    }

    /// <summary>Not much is queued any more.</summary>
    internal void OnBufferedAmountLow() => _low.Raise();

    /// <summary>It is closed.</summary>
    internal void OnClosed()
    {
        _inbox.Writer.TryComplete();
        _low.End();
        if (!_opened.Task.IsCompleted)
            _opened.TrySetException(new ChannelClosedException("The channel was closed before it was open."));
        _closed.TrySetResult();
    }

    private void Read(DataChannelMessage message)
    {
        // Below zero: the channel was closed, and all of it was returned then.
        var charge = message.WindowCharge;
        if (Interlocked.Add(ref _unread, -charge) >= 0)
            _transport.Return(charge);
    }
}
