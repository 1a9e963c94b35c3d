using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Turn.Load;
using PeerCall.Benchmarks.Turn.Relays;

namespace PeerCall.Benchmarks.Turn.Measurements;

/// <summary>CPU and latency of a relay that has time: packets evenly spaced.</summary>
/// <param name="perSecond">Packets per second, both ways together.</param>
internal sealed class RelayRate(int perSecond) : IMeasurement<RelayProcess>
{
    private const int Allocations = 16;
    private const int WarmUpWindow = 8;

    /// <inheritdoc/>
    public string Name => "rate";

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"Relay, {perSecond:N0} packets a second ({Packet.Length:N0} B, {Allocations} allocations, both ways, evenly spaced)");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("CPU s per million", "N2", Compared: true),
        new("p50 µs", "N1"),
        new("p99 µs", "N1", Compared: true),
        new("p99.9 µs", "N1"),
        new("max µs", "N0"),
        new("lost", "N0"),
        new("sent late, p99 µs", "N1"),
        new("from when it was sent, p99 µs", "N1", Compared: true),
    ];

    /// <summary>The same load between sockets of the generator, without a server: the part of the latencies that is not a server's.</summary>
    public Latencies Floor(Plan plan)
    {
        using var pairs = RelayedPairs.Open(Allocations, static _ => RelayedPair.OpenDirectly());
        new PacedPackets(perSecond, plan.Settle).Run(pairs);
        var traffic = new PacedPackets(perSecond, plan.Measure);
        GC.Collect();
        traffic.Run(pairs);
        return traffic.Latencies;
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(RelayProcess server, Plan plan)
    {
        using var pairs = RelayedPairs.Open(Allocations, number => RelayedPair.Open(server, number));
        WarmUp(pairs, plan);
        var traffic = new PacedPackets(perSecond, plan.Measure);
        // A collection of the generator in the middle would be taken for a stall of the server.
        GC.Collect();
        var window = CpuWindow.Of(server, () => traffic.Run(pairs));
        var latencies = traffic.Latencies;
        return
        [
            window.ServerCpuSeconds / traffic.ArrivedCount * 1e6,
            latencies.AtMs(0.5) * 1000,
            latencies.AtMs(0.99) * 1000,
            latencies.AtMs(0.999) * 1000,
            latencies.MaxMs * 1000,
            traffic.Count - traffic.ArrivedCount,
            traffic.Lateness.AtMs(0.99) * 1000,
            traffic.Transits.AtMs(0.99) * 1000,
        ];
    }

    private void WarmUp(RelayedPairs pairs, Plan plan)
    {
        var full = new WindowedPackets(WarmUpWindow, 1);
        full.Run(pairs, plan.WarmUp);
        full.Stop(pairs);

        // The paced load once unmeasured: the server's idle path and the generator's sending path get compiled too.
        new PacedPackets(perSecond, plan.Settle).Run(pairs);
    }
}
