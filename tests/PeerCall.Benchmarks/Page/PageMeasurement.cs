using Microsoft.Playwright;
using PeerCall.Benchmarks.Measurements;

namespace PeerCall.Benchmarks.Page;

/// <summary>One thing that is measured of a page.</summary>
/// <param name="Name">The word that `--only` takes.</param>
/// <param name="Title">The heading of its table.</param>
/// <param name="Columns">What it finds.</param>
/// <param name="AlsoBare">Whether the bare page can show it too.</param>
/// <param name="MeasureAsync">Measures one run; the figures are in the order of the columns.</param>
internal sealed record PageMeasurement(
    string Name, string Title, IReadOnlyList<Column> Columns, bool AlsoBare, Func<IPlaywright, ISite, Task<IReadOnlyList<double>>> MeasureAsync);
