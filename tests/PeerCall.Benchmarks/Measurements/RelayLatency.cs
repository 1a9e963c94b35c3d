using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>CPU and latency at a rate that is far below what the server can do: where a thread pool's spinning shows.</summary>
internal sealed class RelayLatency : IMeasurement
{
    private const int PairCount = 100;
    private const int PerSecond = 2000;
    private const int BodyBytes = 200;
    private const int WarmUpWindow = 4;

    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"{PerSecond:N0} messages a second ({BodyBytes} B, {PairCount} pairs, open loop)");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("CPU ms per 1,000 messages", "N1", Compared: true),
        new("p50 ms", "N3"),
        new("p99 ms", "N3", Compared: true),
        new("p99.9 ms", "N3"),
        new("max ms", "N2"),
        new("sent late, p99 ms", "N3"),
    ];

    /// <summary>The same load between sockets of the generator, without a server: the part of the latencies that is not a server's.</summary>
    public static Latencies Floor(Plan plan)
    {
        using var pairs = new Pairs();
        pairs.ConnectDirectly(PairCount);
        var traffic = new PacedTraffic(SignalBody.Candidate(BodyBytes), PerSecond, plan.Measure);
        Pace(traffic, pairs);
        return traffic.Latencies;
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(ServerProcess server, Plan plan)
    {
        using var pairs = new Pairs();
        pairs.Connect(PairCount, server.Participant);
        WarmUp(pairs, plan);
        var traffic = new PacedTraffic(SignalBody.Candidate(BodyBytes), PerSecond, plan.Measure);
        var window = CpuWindow.Of(server, () => Pace(traffic, pairs));
        var latencies = traffic.Latencies;
        return
        [
            window.ServerCpuSeconds * 1000 / (traffic.Count / 1000.0),
            latencies.AtMs(0.5),
            latencies.AtMs(0.99),
            latencies.AtMs(0.999),
            latencies.MaxMs,
            traffic.Lateness.AtMs(0.99),
        ];
    }

    private static void WarmUp(Pairs pairs, Plan plan)
    {
        var warmUp = new WindowedTraffic(SignalBody.Candidate(BodyBytes), WarmUpWindow);
        warmUp.Start(pairs);
        pairs.Loop.TurnFor(plan.WarmUp);
        warmUp.Stop(pairs);

        // The paced load once unmeasured: the server's idle path and the generator's sending path get compiled too.
        Pace(new PacedTraffic(SignalBody.Candidate(BodyBytes), PerSecond, plan.Settle), pairs);
    }

    private static void Pace(PacedTraffic traffic, Pairs pairs)
    {
        // A collection of the generator in the middle would be taken for a stall of the server.
        GC.Collect();
        traffic.Run(pairs);
    }
}
