using System.Net.WebSockets;

namespace PeerCall.Benchmarks.MinimalRelay;

/// <summary>Brings the two sockets of a pair together.</summary>
internal sealed class Meetings
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (WebSocket First, TaskCompletionSource<WebSocket> Second)> _waiting = [];

    /// <summary>Waits for the other socket of the pair and returns it.</summary>
    public Task<WebSocket> MeetAsync(string pair, WebSocket socket)
    {
        lock (_gate)
        {
            if (_waiting.Remove(pair, out var waiting))
            {
                waiting.Second.SetResult(socket);
                return Task.FromResult(waiting.First);
            }

            var second = new TaskCompletionSource<WebSocket>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(pair, (socket, second));
            return second.Task;
        }
    }
}
