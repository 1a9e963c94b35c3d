using System.Globalization;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Turn.Load;
using PeerCall.Benchmarks.Turn.Relays;

namespace PeerCall.Benchmarks.Turn.Measurements;

/// <summary>What a relay forwards when there is always more to forward.</summary>
internal sealed class RelaySaturation : IMeasurement<RelayProcess>
{
    private const int Allocations = 16;

    // With more, relay sockets lose some: coturn gives them 128 KiB, the system's default is 208 KiB, and a packet of 1,200 bytes takes 2.3.
    private const int Window = 32;

    private readonly int _burst;
    private readonly bool _bothRelayed;

    private RelaySaturation(string name, int burst, bool bothRelayed)
    {
        Name = name;
        _burst = burst;
        _bothRelayed = bothRelayed;
    }

    /// <summary>
    /// Packets by themselves, and in bursts to one destination as a video frame makes them: then the generator sends and receives with
    /// segmentation offload. Each from clients to peers and between clients that are both relayed.
    /// </summary>
    public static IReadOnlyList<RelaySaturation> All { get; } =
    [
        new("saturation", 1, bothRelayed: false),
        new("saturation", 1, bothRelayed: true),
        new("bursts", Window, bothRelayed: false),
        new("bursts", Window, bothRelayed: true),
    ];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture,
        $"Relay, saturation{(_burst > 1 ? $" with bursts of {_burst}" : "")}, {(_bothRelayed ? "both ends relayed" : "clients and peers")} "
        + $"({Packet.Length:N0} B, {Allocations} allocations, both ways, {Window} in flight each)");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("packets per CPU-second", "N0", Compared: true),
        new("CPU s per million", "N2"),
        new("packets per second", "N0"),
        new("lost %", "N2"),
        new("server's CPU %", "N0"),
        new("server's core busy %", "N0"),
        new("generator's core %", "N0"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(RelayProcess server, Plan plan)
    {
        using var pairs = _bothRelayed
            ? RelayedPairs.Open(Allocations / 2, number => RelayedPair.OpenBothRelayed(server, number), offload: _burst > 1)
            : RelayedPairs.Open(Allocations, number => RelayedPair.Open(server, number), offload: _burst > 1);
        var traffic = new WindowedPackets(Window, _burst);
        traffic.Run(pairs, plan.WarmUp);
        GC.Collect();
        var (arrived, lost) = (pairs.Arrived, pairs.Lost);
        var window = CpuWindow.Of(server, () => traffic.Run(pairs, plan.Measure));
        arrived = pairs.Arrived - arrived;
        lost = pairs.Lost - lost;
        var relayed = arrived * (_bothRelayed ? 2 : 1);
        return
        [
            relayed / window.ServerCpuSeconds,
            window.ServerCpuSeconds / relayed * 1e6,
            relayed / window.Seconds,
            lost * 100.0 / (lost + arrived),
            window.ServerPercent,
            window.ServerCorePercent,
            window.GeneratorPercent,
        ];
    }
}
