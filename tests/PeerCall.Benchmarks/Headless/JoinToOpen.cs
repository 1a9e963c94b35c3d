using System.Diagnostics;
using System.Globalization;
using PeerCall.Benchmarks.Measurements;
using PeerCall.Benchmarks.Report;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Headless;

/// <summary>From <c>JoinAsync</c> of the second participant to a channel that is open.</summary>
internal static class JoinToOpen
{
    private const int WarmUps = 20;
    private const int Rounds = 60;

    public static IReadOnlyList<Column> Columns { get; } = [new("first ms", "N1"), new("warm ms", "N1", Compared: true), new("warm p90 ms", "N1")];

    public static async Task<IReadOnlyList<double>> MeasureAsync(ServerProcess server)
    {
        var times = new List<double>();
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var room = Rooms.Of(server, string.Create(CultureInfo.InvariantCulture, $"open-{round}"));
            await using var first = await Rooms.JoinAsync(room, "First");
            var clock = Stopwatch.StartNew();
            await using var second = await Rooms.JoinAsync(room, "Second");
            await using var channel = await second.Peers.Single().OpenChannelAsync("data");
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        var warm = times.Skip(WarmUps).Order().ToArray();
        return [times[0], Median.Of(warm), warm[warm.Length * 9 / 10]];
    }
}
