using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Report;

namespace PeerCall.Benchmarks.Rtc;

/// <summary>The command `rtc`: the engine's figures beside aiortc's, each kind talking to its own.</summary>
internal static class RtcCommand
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Runs it.</summary>
    /// <returns>0 if no run was void.</returns>
    public static int Execute(string[] args)
    {
        var options = new CommandLine(args.AsSpan(1), "runs=", "only=", "engine=", "quick");
        var quick = options.Has("quick");
        var runs = options.Number("runs", quick ? 1 : 5);
        var measurements = PeerMeasurements.All.Where(m => options.Text("only") is null || m.Name == options.Text("only")).ToList();
        if (measurements.Count == 0)
            throw new FormatException($"--only does not know {options.Text("only")}.");
        using var script = new ScriptFile("aiortc_peer.py");
        var kinds = Kinds(options.Text("engine"), script.Path);

        Console.WriteLine(Machine.Describe());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Medians of {runs} interleaved run(s); two processes, a core each.\n"));
        var clean = true;
        foreach (var measurement in measurements)
        {
            var series = Run(measurement, kinds, runs, quick);
            clean &= series.All(static s => s.Failures.Count == 0);
            Console.WriteLine(MarkdownTable.Of(measurement.Title, measurement.Columns, series));
        }

        return clean ? 0 : 1;
    }

    private static List<PeerKind> Kinds(string? only, string script)
    {
        if (only is not (null or "aiortc" or "peercall"))
            throw new FormatException($"--engine takes aiortc or peercall, not {only}.");
        List<PeerKind> kinds = [];
        if (only is not "peercall" && HasAiortc())
            kinds.Add(new PeerKind("aiortc", [Python, script]));
        else if (only is not "peercall")
            Console.Error.WriteLine("aiortc's line is left out: Debian's python3-aiortc is not installed.");
        if (only is not "aiortc")
            kinds.Add(new PeerKind("PeerCall.Rtc", ["dotnet", typeof(RtcCommand).Assembly.Location, "rtc-peer"]));
        return kinds;
    }

    private static bool HasAiortc() => Directory.Exists("/usr/lib/python3/dist-packages/aiortc");

    private static List<Series> Run(PeerMeasurement measurement, List<PeerKind> kinds, int runs, bool quick)
    {
        var series = kinds.ConvertAll(static kind => new Series(kind.Name));
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < kinds.Count; i++)
            {
                var kind = (i + run) % kinds.Count;
                Console.Error.WriteLine($"{measurement.Name}, run {run + 1} of {runs}: {kinds[kind].Name}");
                try
                {
                    using var pair = new PeerPair(kinds[kind]);
                    series[kind].Runs.Add(measurement.Measure(pair, quick));
                }
                catch (LoadFailure failure)
                {
                    series[kind].Failures.Add(failure.Message);
                    Console.Error.WriteLine($"  failed: {failure.Message}");
                }
            }
        }

        return series;
    }

    /// <summary>A script of this program as a file, as long as it is needed.</summary>
    private sealed class ScriptFile : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-benchmark-");

        public ScriptFile(string name)
        {
            Path = System.IO.Path.Combine(_folder.FullName, name);
            File.WriteAllText(Path, Resource.Text(name));
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
