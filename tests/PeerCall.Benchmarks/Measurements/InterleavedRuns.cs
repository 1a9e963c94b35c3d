using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>Measures every server in turn, several times over, so that a slow minute of the machine falls on all of them.</summary>
internal static class InterleavedRuns
{
    /// <summary>Runs one measurement.</summary>
    /// <param name="measurement">What.</param>
    /// <param name="kinds">The programs, in the order of the table's rows.</param>
    /// <param name="start">Starts one.</param>
    /// <param name="runs">How often.</param>
    /// <param name="plan">How long.</param>
    /// <returns>For each kind, in the given order, the figures of each run that came to an end.</returns>
    public static IReadOnlyList<Series> Run<TKind, TServer>(
        IMeasurement<TServer> measurement, IReadOnlyList<TKind> kinds, Func<TKind, TServer> start, int runs, Plan plan)
        where TKind : IProgram
        where TServer : MeasuredProcess
    {
        var series = kinds.Select(static kind => new Series(kind.Name)).ToList();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < kinds.Count; i++)
            {
                // Nobody is always first after a pause or always behind the same neighbour.
                var kind = (i + run) % kinds.Count;
                Console.Error.WriteLine($"{measurement.Name}, run {run + 1} of {runs}: {kinds[kind].Name}");
                try
                {
                    using var server = start(kinds[kind]);
                    series[kind].Runs.Add(measurement.Measure(server, plan));
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
}

/// <summary>The figures of one server.</summary>
/// <param name="Name">Its row's name.</param>
internal sealed record Series(string Name)
{
    /// <summary>Figures by run, in the order of the columns.</summary>
    public List<IReadOnlyList<double>> Runs { get; } = [];

    /// <summary>Why runs are missing: a message lost, doubled, reordered or changed makes a run void, never faster.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>One column's figures.</summary>
    public IReadOnlyList<double> Column(int index) => [.. Runs.Select(run => run[index])];
}
