using System.Globalization;
using Microsoft.Playwright;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Report;

namespace PeerCall.Benchmarks.Page;

/// <summary>The command `page`: what people feel, in two real browsers, beside a page that does nothing but call.</summary>
internal static class PageCommand
{
    private const string Bare = "bare page";
    private const string PeerCall = "PeerCall";

    private static readonly PageMeasurement[] All =
        [PageMeasurements.CallStart, PageMeasurements.Reload, PageMeasurements.ClosedTab, PageMeasurements.KilledBrowser];

    /// <summary>Runs it.</summary>
    /// <returns>0 if no run was void.</returns>
    public static async Task<int> ExecuteAsync(string[] args)
    {
        var options = new CommandLine(args.AsSpan(1), "runs=", "only=", "quick");
        var runs = options.Number("runs", options.Has("quick") ? 1 : 5);
        var only = options.Text("only");
        if (!File.Exists(Person.Executable))
            throw new InvalidOperationException($"{Person.Executable} is missing (Debian: apt-get install chromium; or name one in CHROMIUM).");

        using var playwright = await Playwright.CreateAsync();
        Console.WriteLine(Machine.Describe());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Medians of {runs} interleaved run(s), new browsers and a new server for each; nothing pinned.\n"));
        var clean = true;
        foreach (var measurement in All.Where(m => only is null || m.Name == only))
        {
            var series = await RunAsync(playwright, measurement, runs);
            clean &= series.All(static s => s.Failures.Count == 0);
            Console.WriteLine(MarkdownTable.Of(measurement.Title, measurement.Columns, series));
        }

        if (only is null or "size")
            await WriteSizesAsync(playwright);
        return clean ? 0 : 1;
    }

    private static async Task<IReadOnlyList<Series>> RunAsync(IPlaywright playwright, PageMeasurement measurement, int runs)
    {
        Series[] series = measurement.AlsoBare ? [new Series(Bare), new Series(PeerCall)] : [new Series(PeerCall)];
        for (var run = 0; run < runs; run++)
        {
            foreach (var one in series)
            {
                Console.Error.WriteLine($"{measurement.Title}, run {run + 1} of {runs}: {one.Name}");
                try
                {
                    await using var site = one.Name == Bare ? await BareSite.StartAsync() : new PeerCallSite();
                    one.Runs.Add(await measurement.MeasureAsync(playwright, site));
                }
                catch (Exception failure) when (failure is LoadFailure or TimeoutException or PlaywrightException)
                {
                    one.Failures.Add(failure.Message);
                    Console.Error.WriteLine($"  failed: {failure.Message}");
                }
            }
        }

        return series;
    }

    private static async Task WriteSizesAsync(IPlaywright playwright)
    {
        await using var site = new PeerCallSite();
        Series[] pages =
        [
            await InitialScript.MeasureAsync(playwright, "home page", site.Origin + "/"),
            await InitialScript.MeasureAsync(playwright, "room link", site.Address("benchmark-size", second: false)),
        ];
        Console.WriteLine(MarkdownTable.Of("What a first visit fetches", InitialScript.Columns, pages));
    }
}
