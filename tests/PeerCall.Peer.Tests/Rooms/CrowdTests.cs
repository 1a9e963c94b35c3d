using System.Globalization;

namespace PeerCall.Peer.Tests.Rooms;

/// <summary>Many participants of one process on one server, for a while.</summary>
[Collection(MeasuredAlone.Name)]
public class CrowdTests
{
    private const int RoomCount = 100;
    private static readonly TimeSpan Stay = TimeSpan.FromMinutes(2);

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Two_hundred_in_a_hundred_rooms_leave_nothing_behind()
    {
        await using var server = await LiveServer.StartAsync();
        await MeetAsync(server, rooms: 5, TimeSpan.FromSeconds(5));
        var before = await SettleAsync();

        await MeetAsync(server, RoomCount, Stay);

        var after = await SettleAsync();
        (after.Descriptors - before.Descriptors).ShouldBeLessThan(20);
        // Both ends and the server are this process: 200 that stayed would be more than 40 MiB.
        (after.Memory - before.Memory).ShouldBeLessThan(8 * 1024 * 1024);
    }

    private static async Task MeetAsync(LiveServer server, int rooms, TimeSpan stay)
    {
        var clients = new List<PeerCallClient>();
        for (var room = 0; room < rooms; room++)
        {
            foreach (var name in new[] { "First", "Second" })
            {
                clients.Add(new PeerCallClient(server.Options(name, string.Create(CultureInfo.InvariantCulture, $"crowd-{room}"))));
                await clients[^1].JoinAsync();
            }
        }
        using var over = new CancellationTokenSource(stay);
        await Task.WhenAll(clients.Where(static (_, index) => index % 2 == 1).Select((client, number) => TalkAsync(client, clients[(number * 2)], over.Token)));
        clients.ShouldAllBe(client => client.State == ClientState.Joined && client.Peers.Single().Status.State == LinkState.Connected);
        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
    }

    /// <summary>A message a second each way, each of which has to come back.</summary>
    private static async Task TalkAsync(PeerCallClient second, PeerCallClient first, CancellationToken over)
    {
        await using var events = first.Events();
        await using var channel = await second.Peers.Single().OpenChannelAsync("talk", cancellation: CancellationToken.None);
        var opened = await events.NextAsync<ChannelOpened>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            for (var number = 0; await timer.WaitForNextTickAsync(over); number++)
            {
                var text = number.ToString(CultureInfo.InvariantCulture);
                await channel.SendAsync(text, CancellationToken.None);
                using var there = await opened.Channel.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(EventsExtensions.Limit, CancellationToken.None);
                await opened.Channel.SendAsync(there.Text, CancellationToken.None);
                using var back = await channel.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(EventsExtensions.Limit, CancellationToken.None);
                back.Text.ShouldBe(text);
            }
        }
        catch (OperationCanceledException)
        {
            // The stay is over.
        }
    }

    private static async Task<(long Memory, int Descriptors)> SettleAsync()
    {
        // Sockets close on threads of their own.
        var last = int.MaxValue;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync() && Descriptors() is var now && now < last)
            last = now;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return (GC.GetTotalMemory(forceFullCollection: true), Descriptors());
    }

    private static int Descriptors() => OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;
}
