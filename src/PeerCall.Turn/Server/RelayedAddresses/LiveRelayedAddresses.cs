using System.Collections.Concurrent;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>The relayed transport addresses of all loops; safe from any thread, read without a lock.</summary>
internal sealed class LiveRelayedAddresses(RelayPorts? ipv4, RelayPorts? ipv6) : IRelayedAddresses
{
    private readonly ConcurrentDictionary<TransportAddress, byte> _live = new();
    private int _version;

    /// <summary>Changes whenever one of them ends: who remembers it beside an answer of <see cref="Contains"/> need not ask again while it is the same.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>How many there are.</summary>
    public int Count => _live.Count;

    /// <summary>Adds one.</summary>
    public void Add(in TransportAddress address) => _live.TryAdd(address, 0);

    /// <summary>Takes one out.</summary>
    public void Remove(in TransportAddress address)
    {
        _live.TryRemove(address, out _);
        Interlocked.Increment(ref _version);
    }

    /// <inheritdoc/>
    public bool Contains(in TransportAddress address) => _live.ContainsKey(address);

    /// <inheritdoc/>
    /// <remarks>
    /// Of the configured public addresses, whether something is relayed there just now or not: a permission may be asked for before the other end has its
    /// allocation, and it lets nothing out to another port.
    /// </remarks>
    public bool ContainsAddress(in TransportAddress address) =>
        (ipv4 is not null && ipv4.PublicAddress.HasSameAddress(in address)) || (ipv6 is not null && ipv6.PublicAddress.HasSameAddress(in address));
}
