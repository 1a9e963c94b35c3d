using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using PeerCall.Signaling;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>A plain client of protocol 1: sends what it is told and reads message by message.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 17];
    private long _nextId = 1;

    public string Session { get; private set; } = "";

    public string Peer { get; private set; } = "";

    public string Token { get; private set; } = "";

    public long LastSeq { get; private set; }

    public WebSocket Socket => _socket;

    public static async Task<TestClient> ConnectAsync(SignalingHost host, string? origin = null)
    {
        var client = new TestClient();
        client._socket.Options.AddSubProtocol(ProtocolLimits.Subprotocol);
        if (origin is not null)
        {
            client._socket.Options.SetRequestHeader("Origin", origin);
        }

        await client._socket.ConnectAsync(host.WebSocket, Timeout());
        return client;
    }

    /// <summary>Connects and says hello.</summary>
    public static async Task<TestClient> HelloAsync(SignalingHost host, string? token = null)
    {
        var client = await ConnectAsync(host);
        await client.SendAsync(token is null ? """{"type":"hello","version":1}""" : $$"""{"type":"hello","version":1,"token":"{{token}}"}""");
        client.Session = (await client.ExpectAsync("welcome")).GetProperty("session").GetString()!;
        return client;
    }

    /// <summary>Connects, says hello and joins.</summary>
    public static async Task<TestClient> JoinAsync(SignalingHost host, string room, string name, string? token = null)
    {
        var client = await HelloAsync(host, token);
        await client.EnterAsync(room, name);
        return client;
    }

    /// <summary>Connects and goes on with the session of <paramref name="before"/>; the first answer is the result.</summary>
    public static async Task<(TestClient Client, JsonElement Answer)> ResumeAsync(
        SignalingHost host, TestClient before, string? session = null, string? token = null, long? lastSeq = null)
    {
        var client = await ConnectAsync(host);
        client.Session = before.Session;
        client.Peer = before.Peer;
        client.Token = before.Token;
        client.LastSeq = before.LastSeq;
        client._nextId = before._nextId;
        await client.SendAsync(
            $$$"""{"type":"hello","version":1,"token":"{{{token ?? before.Token}}}","resume":{"session":"{{{session ?? before.Session}}}","lastSeq":{{{lastSeq ?? before.LastSeq}}}}}""");
        return (client, await client.ReceiveAsync());
    }

    public async Task<JsonElement> EnterAsync(string room, string name, string? password = null)
    {
        var id = NextId();
        await SendAsync(JsonSerializer.Serialize(new { type = "join", id, room, name, password }));
        var joined = await ExpectAsync("joined");
        Peer = joined.GetProperty("peer").GetString()!;
        Token = joined.GetProperty("token").GetString()!;
        await ExpectAsync("ack");
        return joined;
    }

    public long NextId() => _nextId++;

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Timeout());

    public Task SignalAsync(string to, string body) =>
        SendAsync($$"""{"type":"signal","id":{{NextId()}},"to":"{{to}}","link":"l",{{body}}}""");

    public Task ChatAsync(string text) => SendAsync(JsonSerializer.Serialize(new { type = "chat", id = NextId(), text }));

    /// <summary>Reads until a message of <paramref name="type"/> comes.</summary>
    public async Task<JsonElement> ExpectAsync(string type)
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.GetProperty("type").GetString() == type)
            {
                return message;
            }
        }
    }

    /// <summary>Reads until an error comes and returns its code.</summary>
    public async Task<string> ExpectErrorAsync() => (await ExpectAsync("error")).GetProperty("code").GetString()!;

    /// <summary>The next message.</summary>
    public async Task<JsonElement> ReceiveAsync()
    {
        var text = await ReceiveTextAsync();
        using var document = JsonDocument.Parse(text);
        var message = document.RootElement.Clone();
        if (message.TryGetProperty("seq", out var seq) && message.GetProperty("type").GetString() != "resumed")
        {
            seq.GetInt64().ShouldBe(LastSeq + 1, "no gap, nothing twice");
            LastSeq = seq.GetInt64();
        }

        return message;
    }

    public async Task<string> ReceiveTextAsync()
    {
        var filled = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(filled), Timeout());
            filled += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new ClosedException((int?)_socket.CloseStatus ?? 1005);
            }

            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, filled);
            }
        }
    }

    /// <summary>Reads until the server closes and returns its code; 1006 if it just went away.</summary>
    public async Task<int> ExpectCloseAsync()
    {
        try
        {
            while (true)
            {
                await ReceiveTextAsync();
            }
        }
        catch (ClosedException closed)
        {
            return closed.Code;
        }
        catch (WebSocketException)
        {
            return 1006;
        }
    }

    /// <summary>Closes as a page does that is closed.</summary>
    public Task CloseAsync(int code = 1001) => _socket.CloseOutputAsync((WebSocketCloseStatus)code, null, Timeout());

    /// <summary>Drops the TCP connection.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CancellationToken Timeout() => new CancellationTokenSource(Patience).Token;

    internal sealed class ClosedException(int code) : Exception
    {
        public int Code => code;
    }
}
