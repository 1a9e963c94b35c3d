using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>Call set-ups per second of the server's CPU: offer, answer and candidates between pairs that are connected.</summary>
internal sealed class CallSetup : IMeasurement
{
    private const int PairCount = 50;

    /// <inheritdoc/>
    public string Name => "setup";

    /// <inheritdoc/>
    public string Title =>
        $"Call set-ups (offer and answer of 2.5 KB, {CallSetupTraffic.Candidates} + {CallSetupTraffic.Candidates} candidates of 200 B; "
        + $"{PairCount} pairs)";

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("set-ups per CPU-second", "N0", Compared: true),
        new("set-ups per second", "N0"),
        new("server's core %", "N0"),
        new("generator's core %", "N0"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(ServerProcess server, Plan plan)
    {
        using var pairs = new Pairs();
        pairs.Connect(PairCount, server.Participant);
        var traffic = new CallSetupTraffic(pairs);
        traffic.Start(pairs);
        pairs.Loop.TurnFor(plan.WarmUp);
        var before = traffic.Count;
        var window = CpuWindow.Of(server, () => pairs.Loop.TurnFor(plan.Measure));
        var count = traffic.Count - before;
        traffic.Stop(pairs);
        return [count / window.ServerCpuSeconds, count / window.Seconds, window.ServerPercent, window.GeneratorPercent];
    }
}
