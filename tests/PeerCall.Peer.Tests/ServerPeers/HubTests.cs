using System.Diagnostics;
using System.Globalization;
using PeerCall.Peer.Tests.Rooms;

namespace PeerCall.Peer.Tests.ServerPeers;

/// <summary><c>hub</c> of a real server, with participants over real links.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class HubTests
{
    /// <summary>Messages of <see cref="Size"/>: two MiB more than the windows and queues of one receiver take.</summary>
    private const int Flood = 135;

    private const int Size = 60_000;

    private static readonly string[] InLab = ["--Peers:Rooms:lab=hub", "--Signaling:MaxPeersPerRoom=64"];

    [Fact]
    public async Task Everybody_gets_what_anybody_sends_in_one_order()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var all = new Crowd();
        for (var i = 0; i < 10; i++)
            all.Members.Add(await Subscriber.JoinAsync(server, $"Peer {i}"));
        const int Each = 50;

        var sending = all.Members.Select((member, index) => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                await member.Channel.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{index} {i}"));
        })).ToArray();
        var received = await Task.WhenAll(all.Members.Select(member => ReadAsync(member, Each * all.Members.Count)));
        await Task.WhenAll(sending);

        var first = received[0];
        first.Select(static message => message.Seq).ShouldBe(Enumerable.Range(1, Each * 10).Select(static seq => (long)seq), "from 1 without gaps");
        foreach (var other in received)
            other.ShouldBe(first, "the same for all, the sender included");
        foreach (var (member, index) in all.Members.Select(static (member, index) => (member, index)))
        {
            first.Where(message => message.From == member.Id).Select(static message => message.Text)
                .ShouldBe(Enumerable.Range(0, Each).Select(i => string.Create(CultureInfo.InvariantCulture, $"{index} {i}")), "each in the order in which it was sent");
        }
    }

    [Fact]
    public async Task Bytes_arrive_as_bytes_and_a_message_that_is_too_long_costs_its_sender_the_channel()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var alice = await Subscriber.JoinAsync(server, "Alice");
        await using var bob = await Subscriber.JoinAsync(server, "Bob");

        await alice.Channel.SendAsync(new byte[64 << 10]);
        (await bob.ReceiveAsync()).ShouldBe(new HubMessage(1, alice.Id, null, 64 << 10));
        await alice.Channel.SendAsync(new byte[(64 << 10) + 1]);
        await alice.Channel.Closed.WaitAsync(EventsExtensions.Limit);

        await bob.Channel.SendAsync("only a gap for Alice");
        (await bob.ReceiveAsync()).Seq.ShouldBe(2);
        await alice.ReopenAsync();
        await bob.Channel.SendAsync("back");
        (await alice.ReceiveAsync()).ShouldBe(new HubMessage(3, bob.Id, "back", 0));
    }

    [Fact]
    public async Task One_of_fifty_that_reads_nothing_delays_nobody_and_memory_stays_bounded()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var all = new Crowd();
        for (var i = 0; i < 49; i++)
            all.Members.Add(await Subscriber.JoinAsync(server, $"Peer {i}"));

        // The code is compiled and windows have grown when it counts.
        await MeasureAsync(all.Members, 20);
        var without = await MeasureAsync(all.Members, Flood);
        await using var silent = await Subscriber.JoinAsync(server, "Silent");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var with = await MeasureAsync(all.Members, Flood);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        // Its windows and its queue were full long before the end. Nobody can know that it stalls before a second is over: that one is within the worst. A busy machine doubles all.
        with.Typical.ShouldBeLessThan((without.Typical * 3) + TimeSpan.FromMilliseconds(50));
        with.Worst.ShouldBeLessThan((without.Worst * 3) + TimeSpan.FromSeconds(2));
        var metrics = await GetMetricsAsync(server);
        metrics.ShouldContain("peercall_hub_closed_total{reason=\"behind\"} 1\n");
        metrics.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"peercall_hub_messages_total {20 + Flood + Flood}\n"));
        // The window at its own end (4 MiB), what its connection has taken (1 MiB), what waited in the hub (1 MiB).
        (after - before).ShouldBeLessThan(16 << 20);
    }

    [Fact]
    public async Task Who_is_too_far_behind_gets_another_channel_once_it_reads_again()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var alice = await Subscriber.JoinAsync(server, "Alice");
        await using var silent = await Subscriber.JoinAsync(server, "Silent");
        var data = new byte[Size];

        // Far more than windows and queues take.
        const int Count = 300;
        var reading = ReadAsync(alice, Count);
        for (var i = 0; i < Count; i++)
            await alice.Channel.SendAsync(data);
        await reading;

        // What was on its way is read, then the channel ends; what came meanwhile is missing.
        var last = 0L;
        await Should.ThrowAsync<System.Threading.Channels.ChannelClosedException>(async () =>
        {
            while (true)
                last = (await silent.ReceiveAsync()).Seq;
        });
        last.ShouldBeInRange(10, Count - 1);
        await silent.ReopenAsync();
        await alice.Channel.SendAsync("again");
        (await silent.ReceiveAsync()).ShouldBe(new HubMessage(Count + 1, alice.Id, "again", 0));
    }

    /// <summary>One sends, one message after the other, and everybody reads: from sending to the last one that has it.</summary>
    private static async Task<(TimeSpan Typical, TimeSpan Worst)> MeasureAsync(List<Subscriber> members, int count)
    {
        var times = new List<TimeSpan>();
        var data = new byte[Size];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await members[0].Channel.SendAsync(data);
            await Task.WhenAll(members.Select(static member => member.ReceiveAsync()));
            times.Add(Stopwatch.GetElapsedTime(start));
        }
        times.Sort();
        return (times[times.Count / 2], times[^1]);
    }

    private static async Task<string> GetMetricsAsync(LiveServer server)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(server.Http, "/metrics"));
    }

    private static async Task<List<HubMessage>> ReadAsync(Subscriber member, int count)
    {
        var messages = new List<HubMessage>(count);
        while (messages.Count < count)
            messages.Add(await member.ReceiveAsync());
        return messages;
    }

    private sealed class Crowd : IAsyncDisposable
    {
        public List<Subscriber> Members { get; } = [];

        public async ValueTask DisposeAsync() => await Task.WhenAll(Members.Select(static member => member.DisposeAsync().AsTask()));
    }
}
