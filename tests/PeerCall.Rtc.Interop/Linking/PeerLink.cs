using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeerCall.Rtc.Interop.Linking;

/// <summary>Requests and answers over a wire, and events to the peers that they are about.</summary>
internal sealed class PeerLink : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly IPeerWire _wire;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> _pending = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonNode?>> _listeners = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _receiving;
    private long _requests;

    public PeerLink(IPeerWire wire)
    {
        _wire = wire;
        _receiving = Receive();
    }

    /// <summary>Completes when the other end is ready to be asked.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Calls <paramref name="listener"/> with the name and value of each event of a peer.</summary>
    public void Listen(string peer, Action<string, JsonNode?> listener) => _listeners[peer] = listener;

    /// <summary>The peer is gone.</summary>
    public void Unlisten(string peer) => _listeners.TryRemove(peer, out _);

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="ForeignPeerException">The other end could not do it, or has ended.</exception>
    public async Task<JsonNode?> Ask(string peer, string command, JsonObject? arguments, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref _requests);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        if (_receiving.IsCompleted)
            throw Ended();
        var request = new JsonObject { ["id"] = id, ["peer"] = peer, ["command"] = command, ["arguments"] = arguments ?? [] };
        await _sending.WaitAsync(cancellation);
        try
        {
            await _wire.Send(request.ToJsonString(), cancellation);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _wire.DisposeAsync();
        await _receiving.WaitAsync(EndTimeout);
        _stopping.Dispose();
        _sending.Dispose();
    }

    private static ForeignPeerException Ended() => new("The foreign program has ended its link.");

    private async Task Receive()
    {
        try
        {
            while (await _wire.Receive(_stopping.Token) is { } line)
                Take(JsonNode.Parse(line)!.AsObject());
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or System.Net.WebSockets.WebSocketException or ObjectDisposedException or JsonException)
        {
            _ready.TrySetException(new ForeignPeerException(string.Create(CultureInfo.InvariantCulture, $"The link broke: {error.Message}")));
        }
        finally
        {
            foreach (var pending in _pending.Values)
                pending.TrySetException(Ended());
        }
    }

    private void Take(JsonObject message)
    {
        if (message["id"] is { } id)
        {
            if (!_pending.TryRemove(id.GetValue<long>(), out var answer))
                return;
            if (message["error"] is { } error)
                answer.TrySetException(new ForeignPeerException(error.GetValue<string>()));
            else
                answer.TrySetResult(message["result"]);
        }
        else if (message["event"]!.GetValue<string>() is var name && message["peer"] is { } peer)
        {
            if (_listeners.TryGetValue(peer.GetValue<string>(), out var listener))
                listener(name, message["value"]);
        }
        else
        {
            _ready.TrySetResult();
        }
    }
}
