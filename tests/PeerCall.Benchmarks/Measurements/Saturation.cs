using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>What a server forwards when there is always more to forward.</summary>
/// <param name="body">What is sent.</param>
internal sealed class Saturation(SignalBody body) : IMeasurement
{
    private const int PairCount = 50;
    private const int Window = 16;

    /// <inheritdoc/>
    public string Name => "saturation";

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"Saturation, bodies of {body.Length:N0} B ({PairCount} pairs, {Window} in flight from each end)");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("messages per CPU-second", "N0", Compared: true),
        new("messages per second", "N0"),
        new("server's core %", "N0"),
        new("generator's core %", "N0"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(ServerProcess server, Plan plan)
    {
        using var pairs = new Pairs();
        pairs.Connect(PairCount, server.Participant);
        var traffic = new WindowedTraffic(body, Window);
        traffic.Start(pairs);
        pairs.Loop.TurnFor(plan.WarmUp);
        var before = traffic.Count;
        var window = CpuWindow.Of(server, () => pairs.Loop.TurnFor(plan.Measure));
        var count = traffic.Count - before;
        traffic.Stop(pairs);
        return [count / window.ServerCpuSeconds, count / window.Seconds, window.ServerPercent, window.GeneratorPercent];
    }
}
