using System.Security.Cryptography;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// How many errors an address is told before it has shown credentials: what can be had without any is what a sender with a forged source address
/// would have sent to somebody else. A table of fixed size whose buckets are one number each, the time at which the bucket is full again (GCRA, ITU-T
/// I.371); a place among four goes to a newcomer where the fullest bucket was, which is as good as none. Safe from any thread; allocates nothing.
/// </summary>
internal sealed class UnauthenticatedErrors
{
    private const int Ways = 4;
    private const int Sets = 4096;

    private readonly Lock _gate = new();
    private readonly Bucket[] _buckets = new Bucket[Sets * Ways];
    private readonly TimeProvider _clock;
    private readonly long _interval;
    private readonly long _depth;
    private readonly ulong _seed;
    private readonly ulong _multiplier;

    /// <summary>Makes the table, about 256 KiB.</summary>
    /// <param name="perSecond">Lasting rate of one address; twice as many at once after a rest.</param>
    /// <param name="clock">Its timestamps are the time.</param>
    public UnauthenticatedErrors(int perSecond, TimeProvider clock)
    {
        _clock = clock;
        _interval = Math.Max(1, clock.TimestampFrequency / perSecond);
        _depth = 2 * perSecond * _interval;
        // Nobody outside may choose addresses that meet in one set.
        Span<ulong> seeds = stackalloc ulong[2];
        RandomNumberGenerator.Fill(System.Runtime.InteropServices.MemoryMarshal.AsBytes(seeds));
        _seed = seeds[0];
        _multiplier = seeds[1] | 1;
        Array.Fill(_buckets, new Bucket { FullAt = long.MinValue });
    }

    /// <summary>Takes one error of this address.</summary>
    /// <returns>Whether there was one. A refusal costs nothing.</returns>
    public bool TryTake(in TransportAddress address)
    {
        var key = Hash(in address);
        var now = _clock.GetTimestamp();
        lock (_gate)
        {
            ref var bucket = ref Find(key, now);
            var fullAt = Math.Max(bucket.FullAt, now) + _interval;
            if (fullAt - now > _depth)
                return false;
            bucket.FullAt = fullAt;
            return true;
        }
    }

    private ref Bucket Find(ulong key, long now)
    {
        var set = _buckets.AsSpan((int)(key % Sets) * Ways, Ways);
        var fullest = 0;
        for (var way = 0; way < set.Length; way++)
        {
            if (set[way].Key == key)
                return ref set[way];
            if (set[way].FullAt < set[fullest].FullAt)
                fullest = way;
        }
        set[fullest] = new Bucket { Key = key, FullAt = now };
        return ref set[fullest];
    }

    /// <summary>One IPv4 address, also in its IPv4-mapped form, or one IPv6 /64: what one subscriber is given at least (RFC 6177).</summary>
    private ulong Hash(in TransportAddress address)
    {
        var isMapped = address.IPv6Bits >> 32 == 0xFFFF;
        var bits = address.IsIPv4 ? address.IPv4Bits
            : isMapped ? (uint)address.IPv6Bits
            : (ulong)(address.IPv6Bits >> 64) ^ ulong.MaxValue;
        var high = Math.BigMul(bits ^ _seed, _multiplier, out var low);
        high = Math.BigMul((high ^ low) + _seed, _multiplier, out low);
        return high ^ low;
    }

    private struct Bucket
    {
        public ulong Key;
        public long FullAt;
    }
}
