using System.Collections.Concurrent;
using System.Globalization;

namespace PeerCall.NetworkLab.Measuring;

/// <summary>
/// What the tests measured, one for all of them. Written as a Markdown table at the end to the file that <c>PEERCALL_NETWORK_LAB_TABLE</c> names; else it
/// stands in the output of each test alone.
/// </summary>
public sealed class MeasuredTable : IAsyncLifetime
{
    /// <summary>More of it per processor, before the first test, and times are those of other people's programs.</summary>
    private const double QuietLoad = 0.5;

    private readonly ConcurrentQueue<(string What, string Which, double[] Values, string Unit)> _rows = new();
    private double _loadBefore;

    /// <summary>How often times to connect are measured; the median counts. <c>PEERCALL_NETWORK_LAB_RUNS</c>, default 1.</summary>
    public static int Runs { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PEERCALL_NETWORK_LAB_RUNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var runs) && runs > 0 ? runs : 1;

    public Task InitializeAsync()
    {
        _loadBefore = Load();
        return Task.CompletedTask;
    }

    /// <summary>Keeps values of one thing.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="which">In which case.</param>
    /// <param name="unit">Their unit.</param>
    /// <param name="values">The values.</param>
    /// <returns>The line that says so.</returns>
    public string Add(string what, string which, string unit, params double[] values)
    {
        _rows.Enqueue((what, which, values, unit));
        return $"{what}, {which}: {Median(values)} {unit} ({values.Length} measured)";
    }

    public async Task DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("PEERCALL_NETWORK_LAB_TABLE") is not { Length: > 0 } file || _rows.IsEmpty)
            return;
        var quiet = Environment.ProcessorCount * QuietLoad;
        List<string> lines = ["| what | case | median | all |", "|---|---|---|---|"];
        lines.AddRange(_rows.Select(static row =>
            $"| {row.What} | {row.Which} | {Median(row.Values)} {row.Unit} | {string.Join(", ", row.Values.Select(Number))} |"));
        lines.Add("");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"Load of the machine before: {_loadBefore:0.0}, {Environment.ProcessorCount} processors.{(_loadBefore > quiet ? " Not measured on a quiet machine." : "")}"));
        await File.WriteAllLinesAsync(file, lines);
    }

    private static string Median(double[] values) => values.Length == 0 ? "-" : Number(values.Order().ElementAt((values.Length - 1) / 2));

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static double Load() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : 0;
}
