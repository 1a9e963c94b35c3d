using System.Buffers;
using System.Net.WebSockets;
using PeerCall.Server.IceServers;
using PeerCall.Server.Web;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// One WebSocket: reads messages and hands them to the dispatcher one by one, and sends what its session's log and the moment hold. Sending
/// runs on whatever thread brings a message, as long as the socket takes it, and needs no task of its own while idle.
/// </summary>
internal sealed class Connection
{
    private const int FirstBuffer = 4_096;
    private const int MaxVolatile = 64;

    /// <summary>Time for the other end to read what was sent and to answer the close frame (RFC 6455 §7.1.1).</summary>
    public static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly IConnectionHandler _handler;
    private readonly RequestAbort _request;
    private readonly Lock _gate = new();
    private Queue<OutgoingMessage>? _now;
    private volatile int _nowCount; // only the pump takes, so above 0 means there is one
    private MessageRate _rate;
    private volatile Session? _session;
    private TaskCompletionSource? _closeSent;
    private long _ackDue;
    private int _ackNow;
    private int _closeCode;
    private int _sending;
    private volatile bool _sentClose;
    private volatile bool _ended;

    /// <summary>Takes over an accepted WebSocket.</summary>
    /// <param name="socket">The socket; the caller disposes it.</param>
    /// <param name="request">Drops the connection under it, which ends every pending read and write. (Cancellation tokens would cost a registration for each.)</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="page">By which address it comes.</param>
    /// <param name="handler">Gets the messages.</param>
    /// <param name="options">The limits.</param>
    public Connection(WebSocket socket, RequestAbort request, AddressKey address, PageAddress page, IConnectionHandler handler, SignalingOptions options)
    {
        _socket = socket;
        _request = request;
        _handler = handler;
        Address = address;
        Page = page;
        OpenedAt = Environment.TickCount64;
        _rate = new MessageRate(options.MessagesPerSecond, options.MessageBurst, OpenedAt);
    }

    public AddressKey Address { get; }

    /// <summary>By which address the client has reached the server. Credentials are renewed for the one of its newest connection.</summary>
    public PageAddress Page { get; }

    /// <summary>Whether one of the server's own peers is at the other end.</summary>
    public bool IsOwn => Page == PageAddress.Own;

    /// <summary>On <see cref="Environment.TickCount64"/>.</summary>
    public long OpenedAt { get; }

    /// <summary>Set by <c>hello</c>.</summary>
    public Session? Session => _session;

    /// <summary>Messages that were not understood so far.</summary>
    public int Misunderstood { get; set; }

    /// <summary>When the client was last said to be typing, or not to.</summary>
    public long LastVolatileAt { get; set; } = long.MinValue / 2;

    /// <summary>Why the server has closed it; 0 if it has not.</summary>
    public int CloseCode => Volatile.Read(ref _closeCode);

    public void Bind(Session session) => _session = session;

    /// <summary>Reads until the end. The result is the code that the client closed with; null if it did not, or not in order.</summary>
    public async Task<int?> RunAsync()
    {
        try
        {
            return await ReceiveAsync();
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Not UTF-8 or no proper frame: the socket has sent its own close frame (RFC 6455 §8.1, §5). All else is a lost connection.
            if (lost is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted or WebSocketError.HeaderError or WebSocketError.NotAWebSocket })
            {
                Interlocked.CompareExchange(ref _closeCode, CloseCodes.InvalidData, 0);
            }

            return null;
        }
    }

    /// <summary>Sends something about the moment, before what waits in the log.</summary>
    public void Send(ServerMessage message) => Enqueue(OutgoingMessage.Create(message), MaxVolatile * 2);

    /// <summary>Sends something that may be dropped when the client does not keep up.</summary>
    public void SendVolatile(OutgoingMessage message) => Enqueue(message, MaxVolatile);

    /// <summary>Notes that an acknowledgement up to <paramref name="id"/> is due; <see cref="FlushAcknowledgement"/> sends it.</summary>
    /// <returns>True if none was due before.</returns>
    public bool Acknowledge(long id) => Interlocked.Exchange(ref _ackDue, id) == 0;

    /// <summary>Sends the acknowledgement that is due, if any.</summary>
    public void FlushAcknowledgement()
    {
        Volatile.Write(ref _ackNow, 1);
        Kick();
    }

    /// <summary>Closes once what was queued for the moment is sent. The first code counts.</summary>
    public void Close(int code)
    {
        if (Interlocked.CompareExchange(ref _closeCode, code, 0) == 0)
        {
            Kick();
            _ = _request.AbortAfterAsync(CloseGrace);
        }
    }

    /// <summary>Sends what there is, unless that is being done.</summary>
    public void Kick()
    {
        if (Interlocked.Exchange(ref _sending, 1) == 0)
        {
            _ = PumpAsync();
        }
    }

    /// <summary>True when everything has been handed to the socket.</summary>
    public bool IsDrained => Volatile.Read(ref _sending) == 0 && !HasWork();

    private async Task<int?> ReceiveAsync()
    {
        var buffer = Array.Empty<byte>();
        var backlog = false;
        try
        {
            while (true)
            {
                if (!backlog)
                {
                    // An empty read waits without holding a buffer: idle connections cost none. While messages come faster than they are read, it is left out.
                    var waiting = _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                    backlog = waiting.IsCompleted;
                    if (!backlog)
                    {
                        Return(ref buffer);
                    }

                    if ((await waiting).MessageType == WebSocketMessageType.Close)
                    {
                        return await AnswerCloseAsync();
                    }
                }

                if (buffer.Length == 0)
                {
                    buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
                }

                var filled = 0;
                while (true)
                {
                    var receiving = _socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                    backlog &= receiving.IsCompleted;
                    var part = await receiving;
                    if (part.MessageType == WebSocketMessageType.Close)
                    {
                        return await AnswerCloseAsync();
                    }

                    filled += part.Count;
                    if (part.MessageType == WebSocketMessageType.Binary)
                    {
                        Close(CloseCodes.UnsupportedData);
                    }
                    else if (filled > ProtocolLimits.MaxMessageBytes)
                    {
                        Close(CloseCodes.TooBig);
                    }

                    if (CloseCode != 0)
                    {
                        // What comes now is read and dropped until the client answers the close frame.
                        filled = 0;
                    }
                    else if (part.EndOfMessage)
                    {
                        break;
                    }
                    else if (filled == buffer.Length)
                    {
                        Grow(ref buffer, filled);
                    }
                }

                _handler.Handle(this, buffer.AsSpan(0, filled));
                var wait = _rate.Take(Environment.TickCount64, out var exhausted);
                if (exhausted)
                {
                    Close(CloseCodes.RateLimited);
                }
                else if (wait > 0)
                {
                    await Task.Delay(wait);
                }
            }
        }
        finally
        {
            Return(ref buffer);
        }
    }

    private async Task<int?> AnswerCloseAsync()
    {
        var code = (int?)_socket.CloseStatus ?? 1005;

        // The pump may be in the middle of a frame; it ends with the close frame, or with the connection if the other end takes nothing more.
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _closeSent, sent);
        Close(CloseCodes.Normal);
        if (!_ended)
        {
            await sent.Task;
        }

        return code;
    }

    private void Enqueue(OutgoingMessage message, int most)
    {
        lock (_gate)
        {
            _now ??= new Queue<OutgoingMessage>(1);
            if (_now.Count >= most)
            {
                return;
            }

            _now.Enqueue(message);
            _nowCount++;
        }

        Kick();
    }

    private async Task PumpAsync()
    {
        try
        {
            do
            {
                while (!_sentClose && TryTake(out var message, out var seq))
                {
                    var frame = ArrayPool<byte>.Shared.Rent(message.Length + OutgoingMessage.MaxSeqLength);
                    try
                    {
                        var length = message.Write(frame, seq);
                        await _socket.SendAsync(frame.AsMemory(0, length), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(frame);
                    }
                }

                if (CloseCode is var code and not 0 && !_sentClose)
                {
                    await _socket.CloseOutputAsync((WebSocketCloseStatus)code, statusDescription: null, CancellationToken.None);
                    _sentClose = true;
                    End();
                }

                Volatile.Write(ref _sending, 0);
            }
            while (HasWork() && Interlocked.Exchange(ref _sending, 1) == 0);
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader notices too and ends the connection; nothing in the log is lost. _sending stays set: nobody tries again.
            _request.Abort();
            End();
        }
    }

    // Nothing will be sent any more. Whoever waits for that has either left its task already or will look at _ended.
    private void End()
    {
        _ended = true;
        Interlocked.MemoryBarrier();
        _closeSent?.TrySetResult();
    }

    private bool TryTake(out OutgoingMessage message, out long seq)
    {
        seq = 0;
        if (_nowCount > 0)
        {
            lock (_gate)
            {
                message = _now!.Dequeue();
                if (--_nowCount == 0)
                {
                    _now = null; // most connections need it again in half a minute, for a pong
                }

                return true;
            }
        }

        if (CloseCode == 0 && _session is { } session)
        {
            if (session.Log.TryTakeNext(this, out message, out seq))
            {
                return true;
            }

            if (Interlocked.Exchange(ref _ackNow, 0) == 1 && Interlocked.Exchange(ref _ackDue, 0) is > 0 and var id)
            {
                message = OutgoingMessage.Create(new Acknowledged { Id = id });
                return true;
            }
        }

        message = default;
        return false;
    }

    private bool HasWork()
    {
        if (_sentClose)
        {
            return false;
        }

        return _nowCount > 0 || CloseCode != 0 || Volatile.Read(ref _ackNow) == 1 || (_session is { } session && session.Log.HasWorkFor(this));
    }

    private static void Grow(ref byte[] buffer, int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 4, ProtocolLimits.MaxMessageBytes + 1));
        buffer.AsSpan(0, filled).CopyTo(larger);
        Return(ref buffer);
        buffer = larger;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }
}

/// <summary>What a connection does with a message.</summary>
internal interface IConnectionHandler
{
    /// <summary>Applies one message. The bytes are the connection's and gone after the call.</summary>
    void Handle(Connection connection, ReadOnlySpan<byte> message);
}
