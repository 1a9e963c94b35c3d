using System.Globalization;
using Microsoft.Playwright;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Report;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Headless;

/// <summary>The command `headless`: programs in rooms; files beside what two tabs of one Chromium reach.</summary>
internal static class HeadlessCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>0 if no run was void.</returns>
    public static async Task<int> ExecuteAsync(string[] args)
    {
        var options = new CommandLine(args.AsSpan(1), "runs=", "only=", "command=", "quick");
        var runs = options.Number("runs", options.Has("quick") ? 1 : 5);
        var only = options.Text("only");
        if (only is not (null or "open" or "file" or "memory"))
            throw new FormatException($"--only does not know {only}.");
        Console.WriteLine(Machine.Describe());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Medians of {runs} run(s), a new server for each; nothing pinned.\n"));
        var clean = true;
        if (only is null or "open")
            clean &= await WriteAsync("From joining to an open channel, two programs in one process", JoinToOpen.Columns, [("PeerCall.Peer", JoinToOpen.MeasureAsync)], runs);
        if (only is null or "memory")
        {
            clean &= await WriteAsync("Memory of programs in rooms, two to a room", CrowdMemory.Columns, [("PeerCall.Peer", CrowdMemory.MeasureAsync)], runs);
            clean &= await WriteAsync("Memory of one program in its own process", CommandMemory.Columns, [.. CommandMemory.Kinds(options.Text("command"))], runs);
        }
        if (only is null or "file")
        {
            using var playwright = await Playwright.CreateAsync();
            clean &= await WriteAsync(
                "100 MB to a browser",
                FileToPage.Columns,
                [
                    ("the page to the page, two tabs of one Chromium, verified", server => FileToPage.FromPageAsync(playwright, server)),
                    ("a program to the page, verified", server => FileToPage.FromProgramAsync(playwright, server)),
                    ("two bare tabs of one Chromium", _ => TabPair.MeasureAsync(playwright)),
                ],
                runs);
        }
        return clean ? 0 : 1;
    }

    private static async Task<bool> WriteAsync(
        string title, IReadOnlyList<Column> columns, IReadOnlyList<(string Name, Func<ServerProcess, Task<IReadOnlyList<double>>> MeasureAsync)> kinds, int runs)
    {
        var series = kinds.Select(static kind => new Series(kind.Name)).ToList();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < kinds.Count; i++)
            {
                var kind = (i + run) % kinds.Count;
                Console.Error.WriteLine($"{title}, run {run + 1} of {runs}: {kinds[kind].Name}");
                try
                {
                    using var server = ServerProcess.Start(new PeerCallServer(), pinned: false);
                    series[kind].Runs.Add(await kinds[kind].MeasureAsync(server));
                }
                catch (Exception failure) when (failure is LoadFailure or TimeoutException or PlaywrightException or Peer.PeerCallException)
                {
                    series[kind].Failures.Add(failure.Message);
                    Console.Error.WriteLine($"  failed: {failure.Message}");
                }
            }
        }
        Console.WriteLine(MarkdownTable.Of(title, columns, series));
        return series.TrueForAll(static one => one.Failures.Count == 0);
    }
}
