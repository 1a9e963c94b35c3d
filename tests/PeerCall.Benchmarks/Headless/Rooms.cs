using System.Globalization;
using PeerCall.Benchmarks.Servers;
using PeerCall.Peer;

namespace PeerCall.Benchmarks.Headless;

/// <summary>Programs in rooms of a server.</summary>
internal static class Rooms
{
    /// <summary>The link of a room.</summary>
    public static RoomLink Of(ServerProcess server, string room) =>
        new(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{server.Address.Port}/")), room);

    /// <summary>Joins one.</summary>
    public static async Task<PeerCallClient> JoinAsync(RoomLink room, string name)
    {
        var client = new PeerCallClient(new PeerCallClientOptions { Room = room, Name = name });
        await client.JoinAsync();
        return client;
    }
}
