namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>Decides what is sent and learns what has arrived.</summary>
internal interface IPacketTraffic
{
    /// <summary>A packet has arrived.</summary>
    /// <param name="due">Stopwatch ticks of its stamp.</param>
    void Arrived(long due);

    /// <summary>A flow's socket was read: some of its packets have arrived.</summary>
    void Drained(RelayedPairs pairs, Flow flow);
}
