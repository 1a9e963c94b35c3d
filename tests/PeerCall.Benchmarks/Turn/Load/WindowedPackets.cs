using System.Diagnostics;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>
/// A closed loop: every flow keeps packets in flight, so the server is never without work. A packet that comes out releases the next one; lost
/// ones are noticed by the gap they leave, or after a silence, and replaced.
/// </summary>
/// <param name="window">Packets in flight in each flow.</param>
/// <param name="burst">Packets that leave together, at least: the window is refilled when as many have arrived.</param>
internal sealed class WindowedPackets(int window, int burst) : IPacketTraffic
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    private long[] _arrivedBefore = [];
    private bool _stopped;

    /// <summary>Keeps the windows full for a length of time.</summary>
    public void Run(RelayedPairs pairs, TimeSpan time)
    {
        foreach (var flow in pairs.Flows)
            Drained(pairs, flow);
        var now = Stopwatch.GetTimestamp();
        var end = now + Ticks(time);
        var check = now + Ticks(Silence);
        while (now < end)
        {
            pairs.Turn(this, 10);
            now = Stopwatch.GetTimestamp();
            if (now < check)
                continue;
            ReplaceLost(pairs);
            check = now + Ticks(Silence);
        }
    }

    /// <summary>Lets the windows run empty.</summary>
    public void Stop(RelayedPairs pairs)
    {
        _stopped = true;
        pairs.Drain(this);
    }

    /// <inheritdoc/>
    public void Arrived(long due, long sent)
    {
    }

    /// <inheritdoc/>
    public void Drained(RelayedPairs pairs, Flow flow)
    {
        for (var room = window - flow.InFlight; room >= burst && !_stopped; room = window - flow.InFlight)
        {
            var before = flow.Next;
            // With offload a call is one burst; without, the more a call takes the better.
            pairs.Send(flow, burst > 1 ? burst : room, 0);
            if (flow.Next == before)
                return; // The system takes no more now; the check after a silence goes on.
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private void ReplaceLost(RelayedPairs pairs)
    {
        if (_arrivedBefore.Length == 0)
            _arrivedBefore = new long[pairs.Flows.Count];
        foreach (var flow in pairs.Flows)
        {
            if (flow.Arrived == _arrivedBefore[flow.Index])
            {
                flow.GiveUp();
                Drained(pairs, flow);
            }

            _arrivedBefore[flow.Index] = flow.Arrived;
        }
    }
}
