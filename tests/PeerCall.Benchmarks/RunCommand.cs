using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Report;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks;

/// <summary>The command `run`: the server's figures beside the minimal relay's.</summary>
internal static class RunCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>0 if no run was void.</returns>
    public static int Execute(string[] args)
    {
        var options = new CommandLine(args.AsSpan(1), "runs=", "only=", "quick", "node");
        var quick = options.Has("quick");
        var runs = options.Number("runs", quick ? 1 : 5);
        var plan = quick ? Plan.Quick : Plan.Full;
        var measurements = Select(options.Text("only"), plan);
        if (PinnedSelf.Run(args) is { } code)
            return code;

        Console.WriteLine(Machine.Describe());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Medians of {runs} interleaved run(s), {plan.Measure.TotalSeconds:0.#} s each "
            + $"after {plan.WarmUp.TotalSeconds:0.#} s of warm-up; {PinnedSelf.Placement}.\n"));
        using var node = options.Has("node") ? NodeServer.TryInstall() : null;
        var peerCall = new PeerCallServer();
        IServerKind[] extra = node is null ? [] : [node];
        IServerKind[] forCpu = [ReferenceServer.Default, peerCall, ReferenceServer.WithoutSpinning, .. extra];
        IServerKind[] forMemory = [ReferenceServer.WithoutBuffers, peerCall, ReferenceServer.Default, .. extra];
        var clean = true;
        foreach (var measurement in measurements)
        {
            var kinds = measurement is IdleMemory ? forMemory : forCpu;
            var series = InterleavedRuns.Run(measurement, kinds, static kind => ServerProcess.Start(kind), runs, plan);
            clean &= series.All(static s => s.Failures.Count == 0);
            Console.WriteLine(MarkdownTable.Of(measurement.Title, measurement.Columns, series));
            if (measurement is RelayLatency)
                WriteFloor(RelayLatency.Floor(plan));
        }

        return clean ? 0 : 1;
    }

    private static IReadOnlyList<IMeasurement> Select(string? only, Plan plan)
    {
        IMeasurement[] all =
        [
            new CallSetup(),
            new Saturation(SignalBody.Candidate(200)),
            new Saturation(SignalBody.Description(2500)),
            new RelayLatency(),
            new ReportCost(plan.IdleConnections, newsEvery: 1),
            new ReportCost(plan.IdleConnections, newsEvery: 3),
            new IdleMemory(plan.IdleConnections),
        ];
        var chosen = all.Where(m => only is null || m.Name == only || (only == "messages" && m is Saturation or RelayLatency)).ToList();
        return chosen.Count > 0 ? chosen : throw new FormatException($"--only does not know {only}.");
    }

    private static void WriteFloor(Latencies floor) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Generator and kernel alone, no server: p50 {floor.AtMs(0.5):N3} ms, p99 {floor.AtMs(0.99):N3} ms, max {floor.MaxMs:N2} ms.\n"));
}
