using System.Globalization;
using PeerCall.Benchmarks.Report;

namespace PeerCall.Benchmarks.Dtls;

/// <summary>The command `dtls`: what a record costs beside the same calls from C, and what a handshake costs.</summary>
internal static class DtlsCommand
{
    private const int RecordSize = 1163;
    private const int FullRecords = 300_000;
    private const int QuickRecords = 20_000;

    /// <summary>Runs it.</summary>
    /// <returns>0.</returns>
    public static int Execute(string[] args)
    {
        var options = new CommandLine(args.AsSpan(1), "runs=", "quick");
        var runs = options.Number("runs", options.Has("quick") ? 1 : 7);
        var records = options.Has("quick") ? QuickRecords : FullRecords;
        var first = RecordLine.MeasureHandshake();
        using var yardstick = new CompiledYardstick();
        using var line = new RecordLine();
        var (ours, theirs, handshakes) = (new List<double>(), new List<double>(), new List<double>());
        // Compiled code of the last tier before the first run that counts.
        line.Measure(RecordSize, records);
        for (var run = 0; run < runs; run++)
        {
            theirs.Add(yardstick.Measure(RecordSize, records));
            ours.Add(line.Measure(RecordSize, records));
            handshakes.Add(RecordLine.MeasureHandshake());
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {run + 1} of {runs}: C {theirs[^1]:0} ns, ours {ours[^1]:0} ns"));
        }

        Console.WriteLine(Machine.Describe());
        Console.WriteLine($"Medians of {runs} interleaved run(s), CPU of one thread; records of {RecordSize} bytes encrypted and decrypted.\n");
        Write("C, ns a record", theirs);
        Write("PeerCall.Rtc, ns a record", ours);
        Write("PeerCall.Rtc, rate by C's rate", [.. ours.Zip(theirs, static (own, other) => other / own)]);
        Write("Handshake, both ends, ms", handshakes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The first handshake of the process, with library and certificate: {first:0.0} ms of CPU."));
        return 0;
    }

    private static void Write(string name, List<double> figures) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name}: {figures.Order().ElementAt(figures.Count / 2):0.###} ({figures.Min():0.###} to {figures.Max():0.###})"));
}
