using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Channels;
using PeerCall.Peer.Client;
using PeerCall.Signaling;

namespace PeerCall.Peer.Sessions;

/// <summary>
/// A WebSocket (RFC 6455) under a session: one reader, one writer, events in turns. While nothing comes it holds no buffer.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Disposed of at the end of its own run.")]
internal sealed class WebSocketSocket : ISignalingSocket
{
    private const int FirstBuffer = 4_096;
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly Turns _turns;
    private readonly ISignalingSocketEvents _events;
    private int _closeCode = CloseCodes.Normal;
    private volatile IPAddress? _from;
    private bool _isOver;

    public WebSocketSocket(Func<CancellationToken, Task<OpenedWebSocket>> open, Turns turns, ISignalingSocketEvents events)
    {
        _turns = turns;
        _events = events;
        Ended = Task.Run(() => RunAsync(open));
    }

    /// <summary>Completes when it is closed. Never fails.</summary>
    public Task Ended { get; }

    public bool IsStranded => OpenedWebSocket.IsStranded(_from);

    public void Send(ReadOnlyMemory<byte> frame) => _outgoing.Writer.TryWrite(frame);

    public void Abandon(int code)
    {
        _closeCode = code;
        // What was sent before goes out, then the close frame; a dead network gets no more time than this.
        _outgoing.Writer.TryComplete();
        lock (_gate)
        {
            if (!_isOver)
                _ending.CancelAfter(CloseTime);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task<OpenedWebSocket>> open)
    {
        SocketLoss loss;
        try
        {
            var opened = await open(_ending.Token);
            using var socket = opened.Socket;
            _from = opened.From;
            _turns.Post(_events.Opened);
            var writing = WriteAsync(socket);
            loss = new SocketLoss(await ReadAsync(socket));
            _outgoing.Writer.TryComplete();
            await writing;
        }
        catch (PeerCallException refusal)
        {
            loss = new SocketLoss(SocketLoss.Abnormal, refusal);
        }
        catch (OperationCanceledException)
        {
            loss = new SocketLoss(SocketLoss.Abnormal);
        }
        lock (_gate)
        {
            _isOver = true;
            _ending.Dispose();
        }
        _turns.Post(() => _events.Lost(in loss));
    }

    private async Task WriteAsync(WebSocket socket)
    {
        try
        {
            await foreach (var frame in _outgoing.Reader.ReadAllAsync(_ending.Token))
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, _ending.Token);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)_closeCode, statusDescription: null, _ending.Token);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            // The reader sees it too.
            socket.Abort();
        }
    }

    private async Task<int> ReadAsync(WebSocket socket)
    {
        var buffer = Array.Empty<byte>();
        try
        {
            while (true)
            {
                // An empty read waits without a buffer: an idle participant has none.
                var part = await socket.ReceiveAsync(Memory<byte>.Empty, _ending.Token);
                if (part.MessageType is WebSocketMessageType.Close)
                    return (int?)socket.CloseStatus ?? SocketLoss.Abnormal;
                buffer = new byte[FirstBuffer];
                var filled = 0;
                do
                {
                    if (filled == buffer.Length)
                        Array.Resize(ref buffer, Math.Min(buffer.Length * 4, ProtocolLimits.MaxMessageBytes * 4));
                    // A server may say more than a client may, but not without end.
                    if (filled == buffer.Length)
                        return CloseCodes.TooBig;
                    part = await socket.ReceiveAsync(buffer.AsMemory(filled), _ending.Token);
                    if (part.MessageType is WebSocketMessageType.Close)
                        return (int?)socket.CloseStatus ?? SocketLoss.Abnormal;
                    filled += part.Count;
                }
                while (!part.EndOfMessage);
                var frame = buffer.AsMemory(0, filled);
                _turns.Post(() => _events.Received(frame));
            }
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            return (int?)socket.CloseStatus ?? SocketLoss.Abnormal;
        }
    }

    private static bool IsLoss(Exception fault) =>
        fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException or System.Net.Sockets.SocketException;
}
