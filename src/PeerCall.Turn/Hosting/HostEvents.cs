using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Hosting;

/// <summary>Looks at what happens in the server on behalf of the host, and passes it on.</summary>
internal sealed class HostEvents(ITurnServerEvents next) : ITurnServerEvents
{
    private long _allocations;

    /// <summary>Allocations at the moment.</summary>
    public long Allocations => Volatile.Read(ref _allocations);

    /// <summary>Who serves a TCP or TLS client. Set before anything can happen.</summary>
    public Func<FiveTuple, TurnShard>? ShardOf { get; set; }

    public void AllocationMade(AllocationFacts allocation, ITrafficCounters counters)
    {
        Interlocked.Increment(ref _allocations);
        Tell(allocation, made: true);
        next.AllocationMade(allocation, counters);
    }

    public void AllocationEnded(AllocationFacts allocation, AllocationEnd reason, RelayedTraffic traffic, TimeSpan duration)
    {
        Interlocked.Decrement(ref _allocations);
        Tell(allocation, made: false);
        next.AllocationEnded(allocation, reason, traffic, duration);
    }

    public void RequestRefused(StunMethod method, int code, in FiveTuple client, string? user) => next.RequestRefused(method, code, in client, user);

    public void PeerDenied(AllocationFacts allocation, in TransportAddress peer, PeerAddressVerdict verdict, bool isProven) =>
        next.PeerDenied(allocation, in peer, verdict, isProven);

    public void Dropped(TurnDrop cause) => next.Dropped(cause);

    private void Tell(AllocationFacts allocation, bool made)
    {
        if (allocation.Client.Transport is not ClientTransport.Udp)
            ShardOf!(allocation.Client).AllocationChanged(allocation.Client, made);
    }
}
