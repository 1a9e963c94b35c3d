namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>Decides what is sent and learns what has arrived.</summary>
internal interface IPacketTraffic
{
    /// <summary>A packet has arrived.</summary>
    /// <param name="due">When it was due to leave, in Stopwatch ticks.</param>
    /// <param name="sent">When it left, in Stopwatch ticks.</param>
    void Arrived(long due, long sent);

    /// <summary>A flow's socket was read: some of its packets have arrived.</summary>
    void Drained(RelayedPairs pairs, Flow flow);
}
