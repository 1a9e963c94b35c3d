using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>One thing that is measured of every server.</summary>
/// <typeparam name="TServer">Kind of server.</typeparam>
internal interface IMeasurement<in TServer>
    where TServer : MeasuredProcess
{
    /// <summary>The word that `--only` takes.</summary>
    string Name { get; }

    /// <summary>The heading of its table.</summary>
    string Title { get; }

    /// <summary>What it finds, in the order of <see cref="Measure"/>'s figures.</summary>
    IReadOnlyList<Column> Columns { get; }

    /// <summary>Measures a server that has just been started.</summary>
    IReadOnlyList<double> Measure(TServer server, Plan plan);
}

/// <summary>One thing that is measured of every signaling server.</summary>
internal interface IMeasurement : IMeasurement<ServerProcess>;

/// <summary>A column of a table.</summary>
/// <param name="Heading">With the unit.</param>
/// <param name="Format">A .NET numeric format.</param>
/// <param name="Compared">Whether the table also gives the spread and, with several rows, the ratio to the first.</param>
internal sealed record Column(string Heading, string Format, bool Compared = false);
