using System.Globalization;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Servers;
using PeerCall.Peer;

namespace PeerCall.Benchmarks.Headless;

/// <summary>What each further participant of a process costs: 200 in 100 rooms, connected, nothing on their channels.</summary>
internal static class CrowdMemory
{
    private const int FirstRooms = 10;
    private const int AllRooms = 100;

    public static IReadOnlyList<Column> Columns { get; } = [new("KiB for each further one", "N0", Compared: true), new("descriptors of each", "N1"), new("KiB left of each after leaving", "N0")];

    public static async Task<IReadOnlyList<double>> MeasureAsync(ServerProcess server)
    {
        var clients = new List<PeerCallClient>();
        var (memory, descriptors) = (0L, 0);
        for (var room = 0; room < AllRooms; room++)
        {
            if (room == FirstRooms)
            {
                Collect();
                (memory, descriptors) = (Resident(), Descriptors());
            }
            var link = Rooms.Of(server, string.Create(CultureInfo.InvariantCulture, $"crowd-{room}"));
            clients.Add(await Rooms.JoinAsync(link, "First"));
            clients.Add(await Rooms.JoinAsync(link, "Second"));
            await clients[^1].Peers.Single().WaitUntilConnectedAsync();
        }
        var further = 2.0 * (AllRooms - FirstRooms);
        Collect();
        var each = (Resident() - memory) / further / 1024;
        var descriptorsOfEach = (Descriptors() - descriptors) / further;
        foreach (var client in clients)
            await client.DisposeAsync();
        clients.Clear();
        Collect();
        return [each, descriptorsOfEach, (Resident() - memory) / further / 1024];
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static long Resident() => ProcessAccounts.ResidentBytes(Environment.ProcessId);

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
