using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Report;
using PeerCall.Benchmarks.Servers;
using PeerCall.Benchmarks.Turn.Measurements;
using PeerCall.Benchmarks.Turn.Relays;

namespace PeerCall.Benchmarks.Turn;

/// <summary>
/// The command `turn`: the relay's figures beside coturn's. No run is long enough for a refresh: permissions last 300 s (RFC 8656 §9).
/// </summary>
internal static class TurnCommand
{
    private const int FullAllocations = 4000;
    private const int QuickAllocations = 600;

    private static readonly int[] Rates = [1_000, 10_000, 50_000];

    /// <summary>Runs it.</summary>
    /// <returns>0 if no run was void.</returns>
    public static int Execute(string[] args)
    {
        var options = new CommandLine(args.AsSpan(1), "runs=", "only=", "server=", "relay-ports=", "rate=", "warm-up=", "quick");
        var quick = options.Has("quick");
        var runs = options.Number("runs", quick ? 1 : 5);
        var plan = quick ? Plan.Quick : Plan.Full;
        if (options.Text("warm-up") is not null)
            plan = plan with { WarmUp = TimeSpan.FromSeconds(options.Number("warm-up", 0)) };
        var settings = RelaySettings.Parse(options.Text("relay-ports"));
        var measurements = Select(options.Text("only"), options.Text("rate"), quick);
        var relays = Relays(options.Text("server"), settings);
        if (PinnedSelf.Run(args) is { } code)
            return code;

        Console.WriteLine(Machine.Describe());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Medians of {runs} interleaved run(s), {plan.Measure.TotalSeconds:0.#} s each "
            + $"after {plan.WarmUp.TotalSeconds:0.#} s of warm-up; {PinnedSelf.Placement}, one relay thread.\n"));
        var clean = true;
        foreach (var measurement in measurements)
        {
            var series = InterleavedRuns.Run(measurement, relays, relay => RelayProcess.Start(relay, settings), runs, plan);
            clean &= series.All(static s => s.Failures.Count == 0);
            Console.WriteLine(MarkdownTable.Of(measurement.Title, measurement.Columns, series));
            if (measurement is RelayRate rate)
                WriteFloor(rate.Floor(plan));
        }

        return clean ? 0 : 1;
    }

    private static IReadOnlyList<IMeasurement<RelayProcess>> Select(string? only, string? rate, bool quick)
    {
        IMeasurement<RelayProcess>[] all =
        [
            .. RelaySaturation.All,
            .. Rates.Where(r => rate is null || r.ToString(CultureInfo.InvariantCulture) == rate).Select(static r => new RelayRate(r)),
            new AllocationMemory(quick ? QuickAllocations : FullAllocations),
        ];
        var chosen = all.Where(m => (only is null || m.Name == only) && (rate is null || m is RelayRate)).ToList();
        return chosen.Count > 0 ? chosen : throw new FormatException($"There is no measurement with --only {only} --rate {rate}.");
    }

    private static IReadOnlyList<IProgram> Relays(string? only, RelaySettings settings)
    {
        if (only is not (null or "coturn" or "peercall"))
            throw new FormatException($"--server takes coturn or peercall, not {only}.");
        List<IProgram> relays = [];
        if (only is not "peercall")
        {
            if (CoturnRelay.IsInstalled)
                relays.Add(new CoturnRelay(settings));
            else if (only is not null)
                throw new InvalidOperationException("turnserver is not in the PATH: install coturn.");
            else
                Console.Error.WriteLine("coturn's line is left out: turnserver is not in the PATH.");
        }

        if (only is not "coturn")
            relays.Add(new PeerCallRelay(settings));
        return relays;
    }

    private static void WriteFloor(Latencies floor) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Generator and kernel alone, no server: p50 {floor.AtMs(0.5) * 1000:N1} µs, p99 {floor.AtMs(0.99) * 1000:N1} µs, max {floor.MaxMs * 1000:N0} µs.\n"));
}
