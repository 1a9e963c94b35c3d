using System.Diagnostics;
using Microsoft.Playwright;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Page;
using PeerCall.Benchmarks.Servers;
using PeerCall.Peer;

namespace PeerCall.Benchmarks.Headless;

/// <summary>A file from a program to a person at the page, from her pressing Accept to "received, verified".</summary>
internal static class FileToPage
{
    public const int Bytes = 100_000_000;

    public static IReadOnlyList<Column> Columns { get; } = [new("MB/s", "N1", Compared: true), new("s", "N2")];

    public static async Task<IReadOnlyList<double>> MeasureAsync(IPlaywright playwright, ServerProcess server)
    {
        var room = Rooms.Of(server, "files");
        await using var program = await Rooms.JoinAsync(room, "Program");
        var events = program.ReadEventsAsync();
        await using var person = await Person.StartAsync(playwright, "Ada");
        await person.OpenAsync(room.ToString());
        // Large files go to a place that a person chooses in a window of the system's, where there is one.
        await person.Page.EvaluateAsync("() => { delete window.showSaveFilePicker; }");
        await person.JoinAsync();
        await foreach (var what in events)
        {
            if (what is LinkChanged { Status.State: LinkState.Connected })
                break;
        }
        var content = new byte[Bytes];
        new Random(5).NextBytes(content);
        using var source = new MemoryFileSource("film.mp4", content);
        var sending = program.Peers.Single().SendFileAsync(source);
        await person.Page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Chat" }).ClickAsync();
        var accept = person.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Accept film.mp4", Exact = true });
        await accept.WaitForAsync();
        var clock = Stopwatch.StartNew();
        await accept.ClickAsync();
        await person.Page.Locator("[data-file='film.mp4']").GetByText("received, verified").WaitForAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        await sending;
        return [Bytes / seconds / 1e6, seconds];
    }
}
