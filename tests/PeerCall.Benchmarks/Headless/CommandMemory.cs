using System.Diagnostics;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Headless;

/// <summary>Resident memory of <c>peercall join</c> in a room with one other, ten seconds after it has joined.</summary>
internal static class CommandMemory
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Column> Columns { get; } = [new("resident MiB", "N1", Compared: true), new("of these its own MiB", "N1")];

    /// <summary>The built command, and another build of it, such as a native one, if its path is given.</summary>
    public static IEnumerable<(string Name, Func<ServerProcess, Task<IReadOnlyList<double>>> MeasureAsync)> Kinds(string? other)
    {
        yield return ("peercall on the .NET runtime", server => MeasureAsync(["dotnet", Checkout.Command()], server));
        if (other is not null)
            yield return ($"{Path.GetFileName(other)}, given", server => MeasureAsync([other], server));
    }

    private static async Task<IReadOnlyList<double>> MeasureAsync(string[] command, ServerProcess server)
    {
        var room = Rooms.Of(server, "memory");
        await using var witness = await Rooms.JoinAsync(room, "Witness");
        var events = witness.ReadEventsAsync();
        using var process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], "join", room.ToString(), "--json", "--fresh", "--for", "60s"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await foreach (var what in events.WithCancellation(patience.Token))
            {
                if (what is Peer.LinkChanged { Status.State: Peer.LinkState.Connected })
                    break;
            }
            await Task.Delay(Settle, CancellationToken.None);
            return [Mebibytes(ProcessAccounts.ResidentBytes(process.Id)), Mebibytes(ProcessAccounts.OwnBytes(process.Id))];
        }
        catch (OperationCanceledException)
        {
            throw new LoadFailure("The command did not connect.");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static double Mebibytes(long bytes) => bytes / 1024.0 / 1024.0;
}
