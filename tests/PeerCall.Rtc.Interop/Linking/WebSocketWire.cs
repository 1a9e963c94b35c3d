using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace PeerCall.Rtc.Interop.Linking;

/// <summary>To a page: one line a text message.</summary>
internal sealed class WebSocketWire(WebSocket socket) : IPeerWire
{
    private readonly ArrayBufferWriter<byte> _message = new();

    /// <inheritdoc/>
    public Task Send(string line, CancellationToken cancellation) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(line), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    /// <inheritdoc/>
    public async Task<string?> Receive(CancellationToken cancellation)
    {
        _message.ResetWrittenCount();
        while (true)
        {
            var part = await socket.ReceiveAsync(_message.GetMemory(65536), cancellation);
            if (part.MessageType is WebSocketMessageType.Close)
                return null;
            _message.Advance(part.Count);
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(_message.WrittenSpan);
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
