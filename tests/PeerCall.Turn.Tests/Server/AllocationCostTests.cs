using PeerCall.Measuring;
using PeerCall.Stun;
using PeerCall.Turn.Server;
using Xunit.Abstractions;

namespace PeerCall.Turn.Tests.Server;

[Collection(MeasuredAlone.Name)]
public sealed class AllocationCostTests(ITestOutputHelper output)
{
    [Fact]
    public void A_hundred_thousand_come_and_go_and_leave_nothing()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_007 });
        server.Events.Keeps = false;
        var client = server.Client();
        var random = new Random(9);
        client.Plain(StunMethod.Allocate);
        client.Nonce = new TurnReply(client.Received[0]).GetBytes(StunAttributeType.Nonce);
        var allocates = new[]
        {
            Signed(StunMethod.Allocate, static (ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, (byte)17)),
            Signed(StunMethod.Allocate, static (ref StunWriter writer) =>
            {
                writer.Add(StunAttributes.RequestedTransport, (byte)17);
                writer.Add(StunAttributes.AdditionalAddressFamily, StunAddressFamily.IPv6);
            }),
            Signed(StunMethod.Allocate, static (ref StunWriter writer) =>
            {
                writer.Add(StunAttributes.RequestedTransport, (byte)17);
                writer.Add(StunAttributes.EvenPort, value: false);
            }),
        };
        var release = Signed(StunMethod.Refresh, static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 0u));
        var path = new SilentPath();
        for (var i = 0; i < 100_000; i++)
        {
            server.Server.ReceiveFromClient(client.Tuple, path, allocates[random.Next(allocates.Length)], server.Now);
            server.Server.HasAllocation(client.Tuple).ShouldBeTrue();
            if (random.Next(2) == 0)
                server.Server.ReceiveFromClient(client.Tuple, path, release, server.Now);
            else
                server.Server.Disconnect(client.Tuple, server.Now);
        }
        server.Shared.PortsIPv4.ShouldNotBeNull().Free.ShouldBe(8);
        server.Shared.PortsIPv6.ShouldNotBeNull().Free.ShouldBe(8);
        server.Shared.Quotas.Total.ShouldBe(0);
        server.Shared.LiveRelayed.Count.ShouldBe(0);
        server.Sockets.Open.ShouldBeEmpty();
        server.Server.Deadline.ShouldBe(TimeSpan.MaxValue);

        byte[] Signed(StunMethod method, RequestAttributes attributes) => client.Signed(method, attributes).ToArray();
    }

    [Fact]
    public void An_allocation_with_permission_and_channel_takes_less_than_8_KiB()
    {
        const int Allocations = 1000;
        var server = new VirtualServer(static options => options with { FirstRelayPort = 40_000, LastRelayPort = 49_999 });
        server.Events.Keeps = false;
        var paths = new IClientPath[Allocations];
        Make(0, 100);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Make(100, Allocations);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (Allocations - 100);
        output.WriteLine($"{bytes} bytes an allocation, the test's own socket included");
        bytes.ShouldBeInRange(100, 8192);
        server.Server.Count.ShouldBe(Allocations);
        GC.KeepAlive(paths);

        void Make(int first, int end)
        {
            for (var i = first; i < end; i++)
            {
                var client = server.Client($"user{i}", $"192.0.{i / 250}.{i % 250}:1");
                client.Allocated();
                client.CreatePermission(VirtualServer.Peer).Succeeded.ShouldBeTrue();
                client.ChannelBind(0x4000, VirtualServer.Peer).Succeeded.ShouldBeTrue();
                // The scripted client is larger than what it has asked for: it is swapped for something small.
                var path = paths[i] = new SilentPath();
                server.Server.ReceiveFromClient(client.Tuple, path, client.Signed(StunMethod.Refresh), server.Now);
            }
        }
    }

    [Fact]
    public void Relaying_allocates_nothing()
    {
        var server = new VirtualServer(static options => options with { BandwidthPerAllocation = 0 });
        server.Sockets.Keeps = false;
        var clients = Enumerable.Range(0, 3).Select(_ => server.Client()).ToArray();
        var allocations = clients.Select(client =>
        {
            var relayed = client.Allocated();
            client.ChannelBind(0x4000, VirtualServer.Peer);
            client.Keeps = false;
            return server.Socket(relayed).Allocation.ShouldNotBeNull();
        }).ToArray();
        var channelData = new byte[1204];
        channelData[0] = 0x40;
        channelData[2] = 1200 >> 8;
        channelData[3] = 1200 & 0xFF;
        var indication = new byte[1300];
        var writer = new StunWriter(indication, StunMethod.Send, StunClass.Indication, TransactionId.Random());
        writer.Add(StunAttributes.XorPeerAddress, VirtualServer.Peer);
        writer.AddBytes(StunAttributeType.Data, new byte[1201]);
        indication = writer.Written.ToArray();
        var otherPort = VirtualServer.Peer.WithPort(1);
        Relay(100);
        AllocatedBytes.Least(() => Relay(2_000)).ShouldBe(0);
        server.Server.Snapshot(server.Now).ShouldAllBe(static snapshot => snapshot.Traffic.PacketsToPeers == 20_200 && snapshot.Traffic.PacketsFromPeers == 20_200);

        void Relay(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < clients.Length; i++)
                {
                    server.Server.ReceiveFromClient(clients[i].Tuple, clients[i], channelData, server.Now);
                    server.Server.ReceiveFromClient(clients[i].Tuple, clients[i], indication, server.Now);
                    server.Server.ReceiveFromPeer(allocations[i], VirtualServer.Peer, channelData, server.Now);
                    server.Server.ReceiveFromPeer(allocations[i], in otherPort, channelData.AsSpan(0, 1201), server.Now);
                }
            }
        }
    }
}
