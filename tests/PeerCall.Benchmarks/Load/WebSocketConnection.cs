using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PeerCall.Benchmarks.Load;

/// <summary>
/// One WebSocket of the generator (RFC 6455, client side) on a non-blocking socket. It allocates nothing once its
/// buffers have grown, so that the collector of the generator does not show up as latency of the server.
/// </summary>
internal sealed class WebSocketConnection : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly int _key;
    private readonly ArrayBufferWriter<byte> _fragments = new(1);
    private byte[] _input = new byte[1024];
    private int _inputLength;
    private byte[] _output = new byte[1024];
    private int _outputStart;
    private int _outputEnd;
    private bool _queued;
    private bool _waitsForWritable;
    private uint _mask;

    private WebSocketConnection(EventLoop loop, Socket socket, bool open)
    {
        _loop = loop;
        _socket = socket;
        _socket.NoDelay = true;
        _socket.Blocking = false;
        _descriptor = (int)_socket.Handle;
        _mask = (uint)_descriptor * 2654435761;
        IsOpen = open;
        _key = loop.Add(this, _descriptor);
    }

    /// <summary>Whether frames may be sent: after the server's 101.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Who gets the messages. The span is valid during the call only.</summary>
    public IMessageReceiver? Receiver { get; set; }

    /// <summary>Connects and sends the opening handshake (RFC 6455 §4.1).</summary>
    public static WebSocketConnection Connect(EventLoop loop, IPEndPoint server, string path, string? subprotocol)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(server);
        var connection = new WebSocketConnection(loop, socket, open: false);
        var request = $"GET {path} HTTP/1.1\r\nHost: localhost:{server.Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + (subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n") + "\r\n";
        connection.Append(Encoding.ASCII.GetBytes(request));
        return connection;
    }

    /// <summary>Takes a socket that speaks frames from its first byte: the generator against itself.</summary>
    public static WebSocketConnection Adopt(EventLoop loop, Socket socket) => new(loop, socket, open: true);

    /// <summary>Room for a text message of at most <paramref name="maxLength"/> bytes, to be filled and passed to <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int maxLength)
    {
        EnsureOutput(maxLength + WebSocketFrame.MaxHeaderLength);
        return _output.AsSpan(_outputEnd + WebSocketFrame.MaxHeaderLength, maxLength);
    }

    /// <summary>Frames and masks the first <paramref name="length"/> bytes of what <see cref="Reserve"/> gave.</summary>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="atOnce">Written now by itself, or with everything else that this turn of the loop queues.</param>
    public void Commit(int length, bool atOnce = false)
    {
        Frame(WebSocketFrame.Text, length);
        if (atOnce)
            Flush();
        else
            Queue();
    }

    /// <summary>Queues a text message.</summary>
    public void Send(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Commit(text.Length);
    }

    /// <summary>Writes what is queued; what the kernel does not take waits until the socket is writable.</summary>
    public void Flush()
    {
        _queued = false;
        while (_outputStart < _outputEnd)
        {
            var sent = _socket.Send(_output.AsSpan(_outputStart, _outputEnd - _outputStart), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                break;
            if (error != SocketError.Success)
                throw new LoadFailure($"Sending failed: {error}.");
            _outputStart += sent;
        }

        if (_outputStart == _outputEnd)
            _outputStart = _outputEnd = 0;
        var pending = _outputEnd > 0;
        if (pending != _waitsForWritable)
        {
            _waitsForWritable = pending;
            _loop.WaitForWritable(_descriptor, _key, pending);
        }
    }

    /// <summary>Reads once and hands on every complete message. The poll is level-triggered: what is left comes with the next turn.</summary>
    public void Read()
    {
        if (_inputLength == _input.Length)
            Array.Resize(ref _input, _input.Length * 4);
        var received = _socket.Receive(_input.AsSpan(_inputLength), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success || received == 0)
            throw new LoadFailure($"The server broke the connection off ({(received == 0 && error == SocketError.Success ? "end of stream" : error)}).");
        _inputLength += received;
        var position = IsOpen ? 0 : ReadHandshake();
        while (IsOpen && WebSocketFrame.TryRead(_input.AsSpan(position, _inputLength - position), out var frame))
        {
            var end = position + frame.HeaderLength + frame.PayloadLength;
            if (end > _inputLength)
                break;
            var payload = _input.AsSpan(position + frame.HeaderLength, frame.PayloadLength);
            WebSocketFrame.ApplyMask(payload, frame.Mask);
            Dispatch(frame, payload);
            position = end;
        }

        _inputLength -= position;
        if (position > 0 && _inputLength > 0)
            Buffer.BlockCopy(_input, position, _input, 0, _inputLength);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Dispatch(in WebSocketFrame frame, Span<byte> payload)
    {
        switch (frame.Opcode)
        {
            case WebSocketFrame.Text when frame.Final:
                Receiver?.Received(payload);
                break;
            case WebSocketFrame.Text or WebSocketFrame.Continuation:
                _fragments.Write(payload);
                if (frame.Final)
                {
                    Receiver?.Received(_fragments.WrittenSpan);
                    _fragments.ResetWrittenCount();
                }

                break;
            case WebSocketFrame.Ping:
                payload.CopyTo(Reserve(payload.Length));
                Frame(WebSocketFrame.Pong, payload.Length);
                Queue();
                break;
            case WebSocketFrame.Close:
                var code = payload.Length >= 2 ? (payload[0] << 8) | payload[1] : 1005;
                throw new LoadFailure($"The server closed a connection with {code} {Encoding.UTF8.GetString(payload[Math.Min(2, payload.Length)..])}.");
        }
    }

    private int ReadHandshake()
    {
        var end = _input.AsSpan(0, _inputLength).IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;
        if (!_input.AsSpan(0, end).StartsWith("HTTP/1.1 101 "u8))
            throw new LoadFailure($"The server refused the upgrade: {Encoding.ASCII.GetString(_input.AsSpan(0, end)).Split('\r')[0]}.");
        IsOpen = true;
        Receiver?.Opened();
        return end + 4;
    }

    private void Frame(int opcode, int length)
    {
        // A header is shorter than the room kept for it, so the payload moves up to meet it.
        Span<byte> header = stackalloc byte[WebSocketFrame.MaxHeaderLength];
        _mask = (_mask * 1664525) + 1013904223;
        var headerLength = WebSocketFrame.Write(header, opcode, length, _mask);
        header[..headerLength].CopyTo(_output.AsSpan(_outputEnd));
        var payload = _output.AsSpan(_outputEnd + headerLength, length);
        _output.AsSpan(_outputEnd + WebSocketFrame.MaxHeaderLength, length).CopyTo(payload);
        WebSocketFrame.ApplyMask(payload, _mask);
        _outputEnd += headerLength + length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureOutput(bytes.Length);
        bytes.CopyTo(_output.AsSpan(_outputEnd));
        _outputEnd += bytes.Length;
        Queue();
    }

    private void Queue()
    {
        if (_queued)
            return;
        _queued = true;
        _loop.Unflushed(this);
    }

    private void EnsureOutput(int room)
    {
        if (_output.Length - _outputEnd >= room)
            return;
        var pending = _outputEnd - _outputStart;
        var target = pending + room > _output.Length ? new byte[Math.Max(_output.Length * 2, pending + room)] : _output;
        Buffer.BlockCopy(_output, _outputStart, target, 0, pending);
        (_output, _outputStart, _outputEnd) = (target, 0, pending);
    }
}

/// <summary>What a connection tells its owner.</summary>
internal interface IMessageReceiver
{
    /// <summary>The opening handshake is done.</summary>
    void Opened();

    /// <summary>A whole text message; the span is valid during the call only.</summary>
    void Received(ReadOnlySpan<byte> message);
}
