using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace PeerCall.NetworkLab.Firefox;

/// <summary>A session of WebDriver BiDi (W3C), which Firefox speaks itself: commands with answers, and events.</summary>
internal sealed class BidiSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _commands = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Action<string, JsonElement> _happened;
    private readonly Task _receiving;
    private long _last;

    private BidiSession(ClientWebSocket socket, Action<string, JsonElement> happened)
    {
        _socket = socket;
        _happened = happened;
        _receiving = Receive();
    }

    /// <summary>Begins a session.</summary>
    /// <param name="http">How the browser's port is reached.</param>
    /// <param name="address">What the browser has written: <c>ws://127.0.0.1:port</c>.</param>
    /// <param name="happened">Takes events: their method and parameters.</param>
    public static async Task<BidiSession> Begin(HttpMessageInvoker http, Uri address, Action<string, JsonElement> happened)
    {
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new Uri(address, "session"), http, CancellationToken.None);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var session = new BidiSession(socket, happened);
        await session.Send("session.new", new { capabilities = new { alwaysMatch = new { acceptInsecureCerts = true } } });
        return session;
    }

    /// <summary>Sends a command and waits for its result.</summary>
    /// <exception cref="InvalidOperationException">The browser has refused it, or is gone.</exception>
    public async Task<JsonElement> Send(string method, object parameters)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands[id] = answer;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task Receive()
    {
        var message = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(message.GetMemory(65536), CancellationToken.None);
                if (part.MessageType is WebSocketMessageType.Close)
                    break;
                message.Advance(part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(JsonSerializer.Deserialize<JsonElement>(message.WrittenSpan));
                message.ResetWrittenCount();
            }
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It is over, and who waits is told below.
        }
        foreach (var waiting in _commands.Values)
            waiting.TrySetException(new InvalidOperationException("The browser is gone."));
    }

    private void Take(JsonElement message)
    {
        if (message.GetProperty("type").GetString() is "event")
            _happened(message.GetProperty("method").GetString()!, message.GetProperty("params"));
        else if (message.GetProperty("id") is { ValueKind: JsonValueKind.Number } id && _commands.TryRemove(id.GetInt64(), out var answer))
            Answer(answer, message);
    }

    private static void Answer(TaskCompletionSource<JsonElement> waiting, JsonElement message)
    {
        if (message.TryGetProperty("result", out var result))
            waiting.TrySetResult(result);
        else
            waiting.TrySetException(new InvalidOperationException($"The browser answers {message}"));
    }
}
