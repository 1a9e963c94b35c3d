using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class AllocateTests
{
    private readonly VirtualServer _server = new();

    [Fact]
    public void An_allocation_has_a_relayed_address_a_lifetime_and_the_clients_own_address()
    {
        var client = _server.Client(address: "192.0.2.44:4444");
        var reply = client.Allocate();
        var relayed = reply.Get(StunAttributes.XorRelayedAddress);
        relayed.WithPort(0).ShouldBe(VirtualServer.At("198.51.100.1:0"));
        ((int)relayed.Port).ShouldBeInRange(49160, 49999);
        reply.Get(StunAttributes.Lifetime).ShouldBe(600u);
        reply.Get(StunAttributes.XorMappedAddress).ShouldBe(client.Tuple.Client);
        reply.Has(StunAttributeType.ReservationToken).ShouldBeFalse();
        _server.Socket(relayed).Allocation.ShouldNotBeNull().Facts.ShouldBe(_server.Events.Made.Single());
        _server.Server.HasAllocation(client.Tuple).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null, 600)]
    [InlineData(0u, 600)]
    [InlineData(1u, 600)]
    [InlineData(600u, 600)]
    [InlineData(601u, 601)]
    [InlineData(3600u, 3600)]
    [InlineData(3601u, 3600)]
    [InlineData(uint.MaxValue, 3600)]
    public void Lifetimes_are_clamped_and_kept(uint? asked, uint given)
    {
        var client = _server.Client();
        var reply = client.Allocate((ref StunWriter writer) =>
        {
            if (asked is { } seconds)
                writer.Add(StunAttributes.Lifetime, seconds);
        });
        reply.Get(StunAttributes.Lifetime).ShouldBe(given);
        _server.PassSeconds(given - 0.001);
        _server.Server.HasAllocation(client.Tuple).ShouldBeTrue();
        _server.PassSeconds(0.001);
        _server.Server.HasAllocation(client.Tuple).ShouldBeFalse();
        _server.Sockets.Open.ShouldBeEmpty();
        var ended = _server.Events.Ended.Single();
        ended.Reason.ShouldBe(AllocationEnd.Expired);
        ended.Duration.ShouldBe(TimeSpan.FromSeconds(given));
    }

    [Fact]
    public void A_repeated_transaction_gets_the_same_answer_and_another_one_437()
    {
        var client = _server.Client();
        var id = TransactionId.Random();
        RequestAttributes evenWithNext = static (ref StunWriter writer) => writer.Add(StunAttributes.EvenPort, value: true);
        var first = client.Allocate(evenWithNext, id);
        _server.PassSeconds(3);
        client.Allocate(evenWithNext, id).Bytes.ShouldBe(first.Bytes);
        _server.Events.Made.Count.ShouldBe(1);
        client.Allocate().Code.ShouldBe(437);
        client.Refresh(0).Succeeded.ShouldBeTrue();
        client.Allocate().Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Of_another_user_a_repeated_transaction_is_another_one()
    {
        var client = _server.Client();
        var id = TransactionId.Random();
        client.Allocate(id: id).Succeeded.ShouldBeTrue();
        client.Username = _server.Username("mallory");
        client.Allocate(id: id).Code.ShouldBe(437);
    }

    [Theory]
    [InlineData(6, 442)]
    [InlineData(0, 442)]
    [InlineData(17, 0)]
    public void Only_UDP_is_relayed(byte protocol, int code)
    {
        _server.Client().Request(StunMethod.Allocate, (ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, protocol)).Code.ShouldBe(code);
    }

    [Fact]
    public void A_transport_has_to_be_named_legibly()
    {
        _server.Client().Request(StunMethod.Allocate).Code.ShouldBe(400);
        _server.Client().Request(StunMethod.Allocate, static (ref StunWriter writer) => writer.AddBytes(StunAttributeType.RequestedTransport, [17])).Code.ShouldBe(400);
    }

    [Theory]
    [InlineData(StunAttributeType.Lifetime)]
    [InlineData(StunAttributeType.EvenPort)]
    [InlineData(StunAttributeType.ReservationToken)]
    [InlineData(StunAttributeType.RequestedAddressFamily)]
    [InlineData(StunAttributeType.AdditionalAddressFamily)]
    public void Illegible_attributes_are_a_bad_request(StunAttributeType type)
    {
        _server.Client().Allocate((ref StunWriter writer) => writer.AddBytes(type, [1, 2, 3])).Code.ShouldBe(400);
        _server.Client().Allocate((ref StunWriter writer) => writer.AddBytes(type, [])).Code.ShouldBe(400);
        _server.Sockets.Open.ShouldBeEmpty();
    }

    [Fact]
    public void Dont_fragment_is_not_supported_and_said_so()
    {
        var reply = _server.Client().Allocate(static (ref StunWriter writer) => writer.AddFlag(StunAttributeType.DontFragment));
        reply.Code.ShouldBe(420);
        reply.GetBytes(StunAttributeType.UnknownAttributes).ShouldBe([0x00, 0x1A]);
        reply.Message.HasIntegrity.ShouldBeTrue();
    }

    [Fact]
    public void Unknown_attributes_that_may_be_ignored_are()
    {
        _server.Client().Allocate(static (ref StunWriter writer) => writer.AddBytes((StunAttributeType)0xC057, [1, 2, 3])).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void An_error_code_in_a_request_means_nothing()
    {
        _server.Client().Allocate(static (ref StunWriter writer) => writer.Add(StunAttributes.ErrorCode, StunErrors.Forbidden)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Busy_ports_are_passed_over_and_not_lost()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_003 });
        server.Sockets.Busy.UnionWith([50_000, 50_001, 50_003]);
        server.Client().Allocated().Port.ShouldBe((ushort)50_002);
        server.Client().Allocate().Code.ShouldBe(508);
        server.Sockets.Busy.Clear();
        for (var i = 0; i < 3; i++)
            server.Client().Allocated();
        server.Client().Allocate().Code.ShouldBe(508, "the range is used up");
        server.Shared.PortsIPv4.ShouldNotBeNull().Free.ShouldBe(0);
        server.Shared.Quotas.Total.ShouldBe(4, "what failed is not counted");
    }

    [Fact]
    public void A_user_has_twelve_allocations_and_another_user_her_own()
    {
        var clients = Enumerable.Range(0, 12).Select(_ => _server.Client("alice")).ToList();
        clients.ForEach(static client => client.Allocated());
        var renewed = _server.Client();
        renewed.Username = _server.Username("alice", TimeSpan.FromHours(1));
        renewed.Allocate().Code.ShouldBe(486, "renewed credentials are the same user");
        _server.Client("bob").Allocate().Succeeded.ShouldBeTrue();
        clients[3].Refresh(0);
        renewed.Allocate().Succeeded.ShouldBeTrue();
        _server.PassSeconds(600);
        _server.Shared.Quotas.Total.ShouldBe(0);
    }

    [Fact]
    public void The_server_as_a_whole_has_a_limit()
    {
        var server = new VirtualServer(static options => options with { MaxAllocations = 2 });
        server.Client("a").Allocated();
        server.Client("b").Allocated();
        server.Client("c").Allocate().Code.ShouldBe(508);
    }

    [Fact]
    public void Two_servers_of_one_process_share_ports_and_quotas()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_001, MaxAllocationsPerUser = 1 });
        var sibling = new TurnServer(server.Shared, server.Sockets);
        server.Client("alice").Allocated();
        var client = server.Client("alice");
        client.Plain(StunMethod.Allocate);
        client.Nonce = new TurnReply(client.Received[0]).GetBytes(StunAttributeType.Nonce);
        client.Received.Clear();
        sibling.ReceiveFromClient(client.Tuple, client, client.Signed(StunMethod.Allocate, static (ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, (byte)17)), server.Now);
        new TurnReply(client.Received.Single()).Code.ShouldBe(486);
    }

    [Fact]
    public void A_connection_that_ends_takes_its_allocation_with_it()
    {
        var client = _server.Client(transport: ClientTransport.Tcp);
        client.Allocated();
        _server.Server.Disconnect(client.Tuple, _server.Now);
        _server.Server.Disconnect(client.Tuple, _server.Now);
        _server.Server.HasAllocation(client.Tuple).ShouldBeFalse();
        _server.Events.Ended.Single().Reason.ShouldBe(AllocationEnd.Disconnected);
        _server.Server.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void A_server_that_stops_ends_all()
    {
        for (var i = 0; i < 5; i++)
            _server.Client().Allocated();
        _server.Server.Stop(_server.Now);
        _server.Events.Ended.Count(static ended => ended.Reason is AllocationEnd.Stopped).ShouldBe(5);
        _server.Sockets.Open.ShouldBeEmpty();
        _server.Shared.LiveRelayed.Count.ShouldBe(0);
        _server.Server.Count.ShouldBe(0);
    }

    [Fact]
    public void What_is_late_is_over_although_nobody_advanced_the_server()
    {
        var client = _server.Client();
        client.Allocated();
        _server.PassUnnoticed(TimeSpan.FromSeconds(600));
        client.Nonce = [];
        client.Refresh().Code.ShouldBe(437);
        client.Allocate().Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void An_operator_sees_what_there_is()
    {
        var client = _server.Client("alice");
        var relayed = client.Allocated();
        client.ChannelBind(0x4000, VirtualServer.Peer);
        client.SendChannelData(0x4000, 1, 2, 3);
        _server.PassSeconds(100);
        var snapshot = _server.Server.Snapshot(_server.Now).Single();
        snapshot.Facts.User.ShouldBe("alice");
        snapshot.Facts.Relayed.ShouldBe(relayed);
        snapshot.Traffic.ShouldBe(new RelayedTraffic(3, 1, 0, 0, 0));
        snapshot.Age.ShouldBe(TimeSpan.FromSeconds(100));
        snapshot.Remaining.ShouldBe(TimeSpan.FromSeconds(500));
        (snapshot.Permissions, snapshot.Channels).ShouldBe((1, 1));
    }
}
