using System.Globalization;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Turn.Load;
using PeerCall.Benchmarks.Turn.Relays;

namespace PeerCall.Benchmarks.Turn.Measurements;

/// <summary>
/// What one more allocation costs, with its permission and one channel: the difference between a few hundred and thousands, so that code, runtime and
/// pools, which are there anyway, do not count. Only the process's own memory: a socket's is the kernel's, and the same for all.
/// </summary>
/// <param name="allocations">How many.</param>
internal sealed class AllocationMemory(int allocations) : IMeasurement<RelayProcess>
{
    private const int Base = 200;
    private const int Collections = 6;
    private const int Busy = 16;
    private const int Window = 32;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public string Title => string.Create(CultureInfo.InvariantCulture, $"Relay, memory at {allocations:N0} allocations with a channel each");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("KiB per allocation", "N2", Compared: true),
        new("whole process MiB", "N1"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(RelayProcess server, Plan plan)
    {
        // With traffic first: what the first packets make a server compile and touch is no allocation's.
        using var busy = RelayedPairs.Open(Busy, number => RelayedPair.Open(server, number));
        var warmUp = new WindowedPackets(Window, 1);
        warmUp.Run(busy, plan.WarmUp);
        warmUp.Stop(busy);

        List<PairEnd> clients = [];
        using var peer = PairEnd.Peer();
        try
        {
            Allocate(server, clients, Base, peer);
            var before = Settled(server, plan);
            Allocate(server, clients, allocations, peer);
            var after = Settled(server, plan);
            return [(after - before) / 1024.0 / (allocations - Base), after / 1024.0 / 1024.0];
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    private static void Allocate(RelayProcess server, List<PairEnd> clients, int count, PairEnd peer)
    {
        while (clients.Count < count)
        {
            clients.Add(PairEnd.Client(server, Busy + clients.Count));
            clients[^1].Reach(peer);
        }
    }

    private static long Settled(RelayProcess server, Plan plan)
    {
        // Several times: the heap gives freed regions back to the system only after they have stayed free for some collections.
        for (var i = 0; i < Collections; i++)
        {
            Thread.Sleep(plan.Settle / 3);
            server.Collect();
        }

        Thread.Sleep(plan.Settle);
        return server.MemoryBytes;
    }
}
