using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using PeerCall.Signaling;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>
/// A thousand connections that break five thousand times, at random moments, while messages flow: nothing that was acknowledged is lost, nothing comes
/// twice, nothing out of order.
/// </summary>
public class ResumeStormTests
{
    private const int Pairs = 500;
    private const int Kills = 5_000;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_reordered()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:MessagesPerSecond=0");
        var clients = new List<StormClient>();
        for (var i = 0; i < Pairs; i++)
        {
            clients.Add(new StormClient(host.WebSocket, $"storm-{i}"));
            clients.Add(new StormClient(host.WebSocket, $"storm-{i}"));
            clients[^1].Other = clients[^2];
            clients[^2].Other = clients[^1];
        }

        var running = clients.ConvertAll(c => c.RunAsync());
        await Task.WhenAll(clients.ConvertAll(c => c.Ready));

        // Kills are spread by what happens, not by a clock: each breaks a connection that works.
        var random = new Random(20_261_120);
        for (var kill = 0; kill < Kills; kill++)
        {
            var victim = clients[random.Next(clients.Count)];
            await victim.Up();
            victim.Kill();
        }

        foreach (var client in clients)
        {
            client.StopSending();
        }

        await Task.WhenAll(clients.ConvertAll(c => c.Settled)).WaitAsync(TimeSpan.FromMinutes(3));
        foreach (var client in clients)
        {
            client.Close();
        }

        await Task.WhenAll(running);
        clients.Select(c => c.Fault).OfType<string>().ShouldBeEmpty();
        clients.Sum(c => c.Resumes).ShouldBeGreaterThanOrEqualTo(Kills - clients.Count);
    }

    /// <summary>Sends a rising number to its other, with a bounded number unacknowledged, and checks that the other's rises by one.</summary>
    private sealed class StormClient(Uri address, string room)
    {
        private const int Window = 4;

        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<(long Id, string Text)> _unacknowledged = new();
        private readonly SemaphoreSlim _up = new(0);
        private readonly SemaphoreSlim _write = new(1);
        private volatile ClientWebSocket? _socket;
        private volatile bool _stopped;
        private volatile bool _closed;
        private string _session = "", _token = "";
        private long _lastSeq, _nextId = 1, _sent, _received;

        public StormClient Other { get; set; } = null!;

        public Task Ready => _ready.Task;

        /// <summary>Everything that this one has sent has arrived at the other.</summary>
        public Task Settled => _settled.Task;

        public int Resumes { get; private set; }

        public string? Fault { get; private set; }

        /// <summary>Waits until it is connected again since it was waited for last.</summary>
        public async Task Up() => (await _up.WaitAsync(TimeSpan.FromMinutes(2))).ShouldBeTrue(Fault ?? "it comes back");

        public void Kill() => _socket?.Abort();

        public void StopSending()
        {
            _stopped = true;
            Other.CheckSettled();
        }

        public void Close()
        {
            _closed = true;
            Kill();
        }

        public async Task RunAsync()
        {
            while (!_closed && Fault is null)
            {
                using var socket = new ClientWebSocket();
                socket.Options.AddSubProtocol(ProtocolLimits.Subprotocol);
                try
                {
                    await socket.ConnectAsync(address, CancellationToken.None);
                    _socket = socket;
                    var resume = _token.Length == 0
                        ? ""
                        : $$$""","token":"{{{_token}}}","resume":{"session":"{{{_session}}}","lastSeq":{{{_lastSeq}}}}""";
                    await SendAsync(socket, $$"""{"type":"hello","version":1{{resume}}}""");
                    await ReadAsync(socket);
                }
                catch (Exception lost) when (lost is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
                {
                    // Killed; once more.
                }
            }

            _ready.TrySetResult();
            _settled.TrySetResult();
        }

        private async Task ReadAsync(ClientWebSocket socket)
        {
            var buffer = new byte[1 << 16];
            while (true)
            {
                var filled = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                    filled += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    Fault ??= $"closed with {socket.CloseStatus}";
                    return;
                }

                await TakeAsync(socket, JsonDocument.Parse(buffer.AsMemory(0, filled)).RootElement);
            }
        }

        private async Task TakeAsync(ClientWebSocket socket, JsonElement message)
        {
            var type = message.GetProperty("type").GetString();
            if (type != "resumed" && message.TryGetProperty("seq", out var number))
            {
                if (number.GetInt64() != _lastSeq + 1)
                {
                    Fault ??= $"seq {number} after {_lastSeq}";
                }

                _lastSeq = number.GetInt64();
            }

            switch (type)
            {
                case "welcome":
                    _session = message.GetProperty("session").GetString()!;
                    await SendAsync(socket, $$"""{"type":"join","id":{{_nextId++}},"room":"{{room}}","name":"x"}""");
                    break;
                case "joined":
                    _token = message.GetProperty("token").GetString()!;
                    _ready.TrySetResult();
                    _up.Release();
                    break;
                case "resumed":
                    Resumes++;
                    _token = message.GetProperty("token").GetString()!;
                    Acknowledge(message.GetProperty("lastId").GetInt64());
                    foreach (var (_, text) in _unacknowledged)
                    {
                        await SendAsync(socket, text);
                    }

                    _up.Release();
                    break;
                case "resume-failed":
                    Fault ??= $"resume failed: {message}";
                    break;
                case "ack":
                    Acknowledge(message.GetProperty("id").GetInt64());
                    break;
                case "chat":
                    Check(long.Parse(message.GetProperty("text").GetString()!, CultureInfo.InvariantCulture));
                    break;
            }

            // Confirmed once it is taken: the connection may break in the middle of the confirmation, and the server does not send it again.
            if (_lastSeq % ProtocolLimits.ConfirmEvery == 0 && type != "resumed" && message.TryGetProperty("seq", out _))
            {
                await SendAsync(socket, $$"""{"type":"ack","seq":{{_lastSeq}}}""");
            }

            while (Other.Ready.IsCompleted && Ready.IsCompleted && !_stopped && _unacknowledged.Count < Window && type != "welcome")
            {
                var id = _nextId++;
                var text = $$"""{"type":"chat","id":{{id}},"text":"{{Interlocked.Increment(ref _sent)}}"}""";
                _unacknowledged.Enqueue((id, text));
                await SendAsync(socket, text);
            }
        }

        private void Acknowledge(long id)
        {
            while (_unacknowledged.TryPeek(out var oldest) && oldest.Id <= id)
            {
                _unacknowledged.TryDequeue(out _);
            }

            Other.CheckSettled();
        }

        private void Check(long number)
        {
            if (number != _received + 1)
            {
                Fault ??= $"{number} after {_received}";
            }

            _received = number;
            CheckSettled();
        }

        // This one has taken everything that the other has sent: the other is settled.
        private void CheckSettled()
        {
            if (Other._stopped && Other._unacknowledged.IsEmpty && Interlocked.Read(ref Other._sent) == _received)
            {
                Other._settled.TrySetResult();
            }
        }

        private async Task SendAsync(ClientWebSocket socket, string text)
        {
            await _write.WaitAsync();
            try
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
            finally
            {
                _write.Release();
            }
        }
    }
}
