using System.Collections.Concurrent;
using PeerCall.Server.Web;

namespace PeerCall.Server.Sessions;

/// <summary>How many WebSockets one address may open and hold.</summary>
internal sealed class ConnectionLimits(SignalingOptions options, TimeProvider time)
{
    // Half a minute's worth at once: many people behind one NAT come back together after an outage.
    private readonly AddressRateLimiter? _rate =
        options.ConnectionRate == 0 ? null : new AddressRateLimiter(time, options.ConnectionRate, Math.Max(1, options.ConnectionRate / 2));

    private readonly ConcurrentDictionary<AddressKey, int> _open = new();

    /// <summary>Counts a connection in. After true, <see cref="Closed"/> has to follow once.</summary>
    public bool TryOpen(AddressKey address, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.FromSeconds(5);
        if (options.ConnectionsPerAddress > 0 && _open.GetValueOrDefault(address) >= options.ConnectionsPerAddress)
        {
            return false;
        }

        if (_rate is not null && !_rate.TryTake(address, out retryAfter))
        {
            return false;
        }

        _open.AddOrUpdate(address, 1, static (_, count) => count + 1);
        return true;
    }

    public void Closed(AddressKey address)
    {
        if (_open.AddOrUpdate(address, 0, static (_, count) => count - 1) <= 0)
        {
            _open.TryRemove(KeyValuePair.Create(address, 0));
        }
    }
}
