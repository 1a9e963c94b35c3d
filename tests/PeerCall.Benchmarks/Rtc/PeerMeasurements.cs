using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Report;

namespace PeerCall.Benchmarks.Rtc;

/// <summary>One thing that is measured of every kind of peer.</summary>
/// <param name="Name">The word that `--only` takes.</param>
/// <param name="Title">Heading of its table.</param>
/// <param name="Columns">What it finds.</param>
/// <param name="Measure">Measures a pair that was just started; the flag asks for a short trial.</param>
internal sealed record PeerMeasurement(string Name, string Title, IReadOnlyList<Column> Columns, Func<PeerPair, bool, IReadOnlyList<double>> Measure);

/// <summary>All of them.</summary>
internal static class PeerMeasurements
{
    private const int Opens = 20;
    private const int FirstConnections = 20;
    private const int MoreConnections = 200;

    /// <summary>In the order of the report.</summary>
    public static IReadOnlyList<PeerMeasurement> All { get; } =
    [
        new(
            "open",
            $"A data channel opens: from the offer, descriptions handed over by the driver (median of {Opens} after 5 unmeasured)",
            [new Column("ms", "N1", Compared: true), new Column("the first of the process, ms", "N0")],
            MeasureOpen),
        new(
            "ping",
            "Round trip of 100 B (median of 5,000 after 2,000 unmeasured)",
            [new Column("µs", "N0", Compared: true)],
            MeasurePing),
        new(
            "bulk",
            "Messages of 16 KiB, one channel, one way, until all have arrived",
            [new Column("MB/s", "N1", Compared: true), new Column("MB per CPU-second, sender", "N0", Compared: true), new Column("MB per CPU-second, receiver", "N0")],
            MeasureBulk),
        new(
            "memory",
            $"One more idle connection with its channel (growth from {FirstConnections} to {FirstConnections + MoreConnections})",
            [new Column("KiB per connection", "N0", Compared: true), new Column("whole process MiB", "N0")],
            MeasureMemory),
    ];

    private static IReadOnlyList<double> MeasureOpen(PeerPair pair, bool quick)
    {
        var first = pair.Open();
        var times = new List<double>();
        for (var i = 0; i < (quick ? 5 : Opens + 5); i++)
            times.Add(pair.Open());
        pair.Close();
        return [Median.Of(times[(quick ? 2 : 5)..]), first];
    }

    private static IReadOnlyList<double> MeasurePing(PeerPair pair, bool quick)
    {
        pair.Open();
        pair.Sender.Do(new PeerCommand("ping") { Bytes = 100, Count = quick ? 200 : 2_000 });
        return [pair.Sender.Do(new PeerCommand("ping") { Bytes = 100, Count = quick ? 500 : 5_000 }).Value];
    }

    private static IReadOnlyList<double> MeasureBulk(PeerPair pair, bool quick)
    {
        pair.Open();
        pair.Sender.Do(new PeerCommand("send") { Bytes = 16 << 10, Seconds = quick ? 1 : 4 });
        var (sender, receiver) = (pair.Sender.CpuSeconds, pair.Receiver.CpuSeconds);
        var seconds = quick ? 1 : 8;
        var rate = pair.Sender.Do(new PeerCommand("send") { Bytes = 16 << 10, Seconds = seconds }).Value / 1e6;
        // The rate counts until the last byte has arrived; so does the CPU time.
        var megabytes = rate * seconds;
        return [rate, megabytes / (pair.Sender.CpuSeconds - sender), megabytes / (pair.Receiver.CpuSeconds - receiver)];
    }

    private static IReadOnlyList<double> MeasureMemory(PeerPair pair, bool quick)
    {
        for (var i = 0; i < FirstConnections; i++)
            pair.Open();
        var before = Settled(pair.Sender);
        var more = quick ? 20 : MoreConnections;
        for (var i = 0; i < more; i++)
            pair.Open();
        var after = Settled(pair.Sender);
        return [(after - before) / 1024.0 / more, after / 1024.0 / 1024.0];
    }

    private static long Settled(PeerProcess process)
    {
        // Several times: the heap gives freed regions back to the system only after they have stayed free for some collections.
        for (var i = 0; i < 6; i++)
        {
            process.Do(new PeerCommand("collect"));
            Thread.Sleep(500);
        }

        return process.MemoryBytes;
    }
}
