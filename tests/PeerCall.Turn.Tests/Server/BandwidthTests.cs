using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class BandwidthTests
{
    private static readonly byte[] Data = new byte[1000];

    [Fact]
    public void A_second_of_it_can_be_had_at_once_and_then_so_much_a_second()
    {
        var server = new VirtualServer(static options => options with { BandwidthPerAllocation = 10_000 });
        var (client, relayed) = Channel(server);
        SentOf(server, client, relayed, 100).ShouldBe(10);
        server.PassSeconds(0.55);
        SentOf(server, client, relayed, 100).ShouldBe(5);
        server.PassSeconds(60);
        SentOf(server, client, relayed, 100).ShouldBe(10);
        server.Events.Drops[TurnDrop.Bandwidth].ShouldBe(275);
        server.Server.Snapshot(server.Now).Single().Traffic.PacketsDropped.ShouldBe(275);
    }

    [Fact]
    public void Each_direction_has_its_own()
    {
        var server = new VirtualServer(static options => options with { BandwidthPerAllocation = 10_000 });
        var (client, relayed) = Channel(server);
        SentOf(server, client, relayed, 100).ShouldBe(10);
        ReceivedOf(server, client, relayed, 100).ShouldBe(10);
    }

    [Fact]
    public void Over_any_time_the_rate_holds()
    {
        var server = new VirtualServer(static options => options with { BandwidthPerAllocation = 50_000 });
        var (client, relayed) = Channel(server);
        var random = new Random(5);
        var sent = 0;
        for (var i = 0; i < 5000; i++)
        {
            sent += SentOf(server, client, relayed, random.Next(4));
            server.Pass(TimeSpan.FromMilliseconds(random.NextDouble() * 20));
        }
        sent.ShouldBeInRange(2400, 2600, "50 seconds, and one at once");
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var server = new VirtualServer(static options => options with { BandwidthPerAllocation = 0 });
        var (client, relayed) = Channel(server);
        SentOf(server, client, relayed, 10_000).ShouldBe(10_000);
    }

    [Fact]
    public void Bytes_and_packets_are_counted_by_direction_and_told_at_the_end()
    {
        var server = new VirtualServer();
        var (client, relayed) = Channel(server);
        SentOf(server, client, relayed, 3);
        ReceivedOf(server, client, relayed, 2);
        client.SendIndication(VirtualServer.Peer, 1, 2, 3);
        server.FromPeer(relayed, VirtualServer.At("192.0.2.250:1"), [1]);
        client.Refresh(0);
        server.Events.Ended.Single().Traffic.ShouldBe(new RelayedTraffic(3003, 4, 2000, 2, 1));
    }

    private static (ScriptedClient Client, TransportAddress Relayed) Channel(VirtualServer server)
    {
        var client = server.Client();
        var relayed = client.Allocated();
        client.ChannelBind(0x4000, VirtualServer.Peer);
        return (client, relayed);
    }

    private static int SentOf(VirtualServer server, ScriptedClient client, TransportAddress relayed, int packets)
    {
        var before = server.Socket(relayed).Sent.Count;
        for (var i = 0; i < packets; i++)
            client.SendChannelData(0x4000, Data);
        return server.Socket(relayed).Sent.Count - before;
    }

    private static int ReceivedOf(VirtualServer server, ScriptedClient client, TransportAddress relayed, int packets)
    {
        client.Received.Clear();
        for (var i = 0; i < packets; i++)
            server.FromPeer(relayed, VirtualServer.Peer, Data);
        return client.Received.Count;
    }
}
