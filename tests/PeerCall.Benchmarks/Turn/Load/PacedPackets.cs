using System.Diagnostics;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>
/// An open loop: packets fall due at even intervals whatever the server does, one flow after the other. A latency counts from when the packet
/// was due, so that a stall is charged to every packet that fell into it.
/// </summary>
internal sealed class PacedPackets : IPacketTraffic
{
    private readonly int _perSecond;
    private readonly long[] _latencies;
    private readonly long[] _transits;
    private readonly long[] _lateness;
    private int _arrived;

    /// <summary>Plans the packets.</summary>
    /// <param name="perSecond">Packets per second over all flows.</param>
    /// <param name="time">How long.</param>
    public PacedPackets(int perSecond, TimeSpan time)
    {
        _perSecond = perSecond;
        Count = (int)(perSecond * time.TotalSeconds);
        _latencies = new long[Count];
        _transits = new long[Count];
        _lateness = new long[Count];
    }

    /// <summary>Packets in all.</summary>
    public int Count { get; }

    /// <summary>Packets that have arrived.</summary>
    public int ArrivedCount => _arrived;

    /// <summary>Due to arrived.</summary>
    public Latencies Latencies => _arrived > 0 ? new Latencies(_latencies.AsSpan(0, _arrived)) : throw new LoadFailure("No packet arrived.");

    /// <summary>Sent to arrived: without what the generator itself was late.</summary>
    public Latencies Transits => _arrived > 0 ? new Latencies(_transits.AsSpan(0, _arrived)) : throw new LoadFailure("No packet arrived.");

    /// <summary>Due to sent: the part of each latency that is the generator's own.</summary>
    public Latencies Lateness => new(_lateness);

    /// <summary>Sends everything, spinning, and waits for the last arrival.</summary>
    public void Run(RelayedPairs pairs)
    {
        var flows = pairs.Flows;
        var start = Stopwatch.GetTimestamp();
        for (var next = 0; next < Count;)
        {
            var due = start + (long)((double)next / _perSecond * Stopwatch.Frequency);
            var now = Stopwatch.GetTimestamp();
            if (now >= due)
            {
                pairs.Send(flows[next % flows.Count], 1, due);
                _lateness[next++] = now - due;
            }

            pairs.Turn(this, 0);
        }

        pairs.Drain(this);
    }

    /// <inheritdoc/>
    public void Arrived(long due, long sent)
    {
        if (_arrived == _latencies.Length)
            return;
        var now = Stopwatch.GetTimestamp();
        _latencies[_arrived] = now - due;
        _transits[_arrived++] = now - sent;
    }

    /// <inheritdoc/>
    public void Drained(RelayedPairs pairs, Flow flow)
    {
    }
}
