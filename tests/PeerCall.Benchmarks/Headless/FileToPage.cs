using System.Diagnostics;
using Microsoft.Playwright;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Page;
using PeerCall.Benchmarks.Servers;
using PeerCall.Peer;

namespace PeerCall.Benchmarks.Headless;

/// <summary>
/// A file to a person at the page, from her pressing Accept to "received, verified": sent by a program, or by another page of the same browser. What
/// she does with it is the same: the difference is who sends. Her camera and microphone are off, as a bare tab has none.
/// </summary>
internal static class FileToPage
{
    public const int Bytes = 100_000_000;
    private const string Name = "film.mp4";

    public static IReadOnlyList<Column> Columns { get; } = [new("MB/s", "N1", Compared: true), new("s", "N2")];

    /// <summary>From a program.</summary>
    public static async Task<IReadOnlyList<double>> FromProgramAsync(IPlaywright playwright, ServerProcess server)
    {
        var room = Rooms.Of(server, "files");
        await using var program = await Rooms.JoinAsync(room, "Program");
        var events = program.ReadEventsAsync();
        await using var person = await Person.StartAsync(playwright, "Ada");
        await EnterAsync(person, room);
        await foreach (var what in events)
        {
            if (what is LinkChanged { Status.State: LinkState.Connected })
                break;
        }
        using var source = new MemoryFileSource(Name, Content());
        var sending = program.Peers.Single().SendFileAsync(source);
        var rate = await ReceiveAsync(person);
        await sending;
        return rate;
    }

    /// <summary>From the page in another tab.</summary>
    public static async Task<IReadOnlyList<double>> FromPageAsync(IPlaywright playwright, ServerProcess server)
    {
        var room = Rooms.Of(server, "files");
        var folder = Directory.CreateTempSubdirectory("peercall-benchmark-");
        try
        {
            var file = Path.Combine(folder.FullName, Name);
            await File.WriteAllBytesAsync(file, Content());
            await using var person = await Person.StartAsync(playwright, "Ada");
            await EnterAsync(person, room);
            await using var sender = await person.BesideAsync("Ben");
            await EnterAsync(sender, room);
            await OpenChatAsync(sender);
            await sender.Page.GetByTestId("file-chooser").SetInputFilesAsync(file);
            return await ReceiveAsync(person);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Content()
    {
        var content = new byte[Bytes];
        new Random(5).NextBytes(content);
        return content;
    }

    private static async Task EnterAsync(Person person, RoomLink room)
    {
        await person.OpenAsync(room.ToString());
        // Large files go to a place that a person chooses in a window of the system's, where there is one.
        await person.Page.EvaluateAsync("() => { delete window.showSaveFilePicker; }");
        await person.WithoutMediaAsync();
        await person.JoinAsync();
    }

    private static Task OpenChatAsync(Person person) =>
        person.Page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Chat" }).ClickAsync();

    private static async Task<IReadOnlyList<double>> ReceiveAsync(Person person)
    {
        await OpenChatAsync(person);
        var accept = person.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = $"Accept {Name}", Exact = true });
        await accept.WaitForAsync();
        var clock = Stopwatch.StartNew();
        await accept.ClickAsync();
        await person.Page.Locator($"[data-file='{Name}']").GetByText("received, verified").WaitForAsync(new LocatorWaitForOptions { Timeout = 120_000 });
        var seconds = clock.Elapsed.TotalSeconds;
        return [Bytes / seconds / 1e6, seconds];
    }
}
