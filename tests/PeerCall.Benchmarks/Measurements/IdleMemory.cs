using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>
/// What one more idle connection costs: the difference between a few hundred connections and thousands, so that code, runtime and
/// pools, which are there anyway, do not count.
/// </summary>
internal sealed class IdleMemory(int connections) : IMeasurement
{
    private const int BasePairs = 100;
    private const int Collections = 6;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public string Title => string.Create(CultureInfo.InvariantCulture, $"Memory at {connections:N0} idle connections, in pairs");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("KiB per connection", "N1", Compared: true),
        new("whole process MiB", "N1"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(ServerProcess server, Plan plan)
    {
        using var pairs = new Pairs();
        pairs.Connect(BasePairs, server.Participant);
        var warmUp = new WindowedTraffic(SignalBody.Candidate(200), 4);
        warmUp.Start(pairs);
        pairs.Loop.TurnFor(plan.WarmUp);
        warmUp.Stop(pairs);
        var before = Settled(server, pairs, plan);

        var more = (connections / 2) - BasePairs;
        pairs.Connect(more, server.Participant);
        var after = Settled(server, pairs, plan);
        return [(after - before) / 1024.0 / (more * 2), after / 1024.0 / 1024.0];
    }

    private static long Settled(ServerProcess server, Pairs pairs, Plan plan)
    {
        // Several times: the heap gives freed regions back to the system only after they have stayed free for some collections.
        for (var i = 0; i < Collections; i++)
        {
            pairs.Loop.TurnFor(plan.Settle / 3);
            server.Collect();
        }

        pairs.Loop.TurnFor(plan.Settle);
        return server.MemoryBytes;
    }
}
