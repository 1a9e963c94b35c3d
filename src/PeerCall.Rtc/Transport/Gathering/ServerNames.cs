using System.Net;
using System.Net.Sockets;

namespace PeerCall.Rtc.Transport.Gathering;

/// <summary>Looks up the names of servers, each once while one gathers. Under the gate; answers come on the pool.</summary>
internal sealed class ServerNames(Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellation)
{
    private readonly Dictionary<string, Task<IPAddress[]>> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a host; empty if it has none. Never fails.</summary>
    public Task<IPAddress[]> Find(string host)
    {
        if (IPAddress.TryParse(host, out var literal))
            return Task.FromResult<IPAddress[]>([literal]);
        if (!_asked.TryGetValue(host, out var answer))
            _asked[host] = answer = Task.Run(() => Look(host), CancellationToken.None);
        return answer;
    }

    /// <summary>Forgets the answers: another network may give others.</summary>
    public void Clear() => _asked.Clear();

    private async Task<IPAddress[]> Look(string host)
    {
        try
        {
            return await resolve(host, cancellation);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException or OperationCanceledException)
        {
            return [];
        }
    }
}
