using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class ReservationTests
{
    private readonly VirtualServer _server = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_even_port_is_even(bool reserveNext)
    {
        for (var i = 0; i < 6; i++)
        {
            var reply = _server.Client().Allocate(EvenPort(reserveNext));
            (reply.Get(StunAttributes.XorRelayedAddress).Port & 1).ShouldBe(0);
            reply.Has(StunAttributeType.ReservationToken).ShouldBe(reserveNext);
        }
    }

    [Fact]
    public void Without_a_reservation_the_next_port_stays_free()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_001 });
        server.Client().Allocated(EvenPort(reserveNext: false)).Port.ShouldBe((ushort)50_000);
        server.Client().Allocated().Port.ShouldBe((ushort)50_001);
    }

    [Fact]
    public void The_token_gets_the_next_port_within_thirty_seconds()
    {
        var reply = _server.Client().Allocate(EvenPort(reserveNext: true));
        var port = reply.Get(StunAttributes.XorRelayedAddress).Port;
        var token = reply.Get(StunAttributes.ReservationToken);
        _server.PassSeconds(29.9);
        _server.Client().Allocated(Token(token)).Port.ShouldBe((ushort)(port + 1));
        _server.Client().Allocate(Token(token)).Code.ShouldBe(508, "once");
        _server.Shared.Quotas.Total.ShouldBe(2);
    }

    [Fact]
    public void An_unclaimed_port_is_given_back_after_thirty_seconds()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_001 });
        var token = server.Client().Allocate(EvenPort(reserveNext: true)).Get(StunAttributes.ReservationToken);
        server.Client().Allocate().Code.ShouldBe(508);
        server.PassSeconds(30);
        server.Client().Allocate(Token(token)).Code.ShouldBe(508, "too late");
        server.Client().Allocated().Port.ShouldBe((ushort)50_001);
        server.Shared.Quotas.Total.ShouldBe(2);
    }

    [Fact]
    public void It_is_kept_when_the_allocation_it_came_with_has_ended()
    {
        var client = _server.Client();
        var reply = client.Allocate(EvenPort(reserveNext: true));
        client.Refresh(0);
        client.Allocated(Token(reply.Get(StunAttributes.ReservationToken))).Port.ShouldBe((ushort)(reply.Get(StunAttributes.XorRelayedAddress).Port + 1));
    }

    [Fact]
    public void A_token_works_on_another_loop()
    {
        var token = _server.Client().Allocate(EvenPort(reserveNext: true)).Get(StunAttributes.ReservationToken);
        var client = _server.Client();
        client.Nonce = client.Plain(StunMethod.Allocate).ShouldNotBeNull().GetBytes(StunAttributeType.Nonce);
        client.Received.Clear();
        new TurnServer(_server.Shared, _server.Sockets).ReceiveFromClient(
            client.Tuple,
            client,
            client.Signed(StunMethod.Allocate, (ref StunWriter writer) =>
            {
                writer.Add(StunAttributes.RequestedTransport, (byte)17);
                writer.Add(StunAttributes.ReservationToken, token);
            }),
            _server.Now);
        new TurnReply(client.Received.Single()).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void A_token_of_nobody_or_of_somebody_else_is_no_capacity()
    {
        _server.Client().Allocate(Token(12345)).Code.ShouldBe(508);
        var token = _server.Client("alice").Allocate(EvenPort(reserveNext: true)).Get(StunAttributes.ReservationToken);
        _server.Client("mallory").Allocate(Token(token)).Code.ShouldBe(508);
        _server.Client("alice").Allocate(Token(token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Reservations_count_for_the_quota_so_that_nobody_holds_the_range_with_them()
    {
        var client = _server.Client();
        var made = 0;
        while (client.Allocate(EvenPort(reserveNext: true)).Succeeded)
        {
            made++;
            client.Refresh(0);
        }
        made.ShouldBe(11);
        client.Allocate().Succeeded.ShouldBeTrue("one place is left");
        _server.PassSeconds(30);
        _server.Shared.Quotas.Total.ShouldBe(1);
        _server.Shared.Reservations.Count.ShouldBe(0);
    }

    [Fact]
    public void A_token_says_all_so_nothing_else_may_be_said()
    {
        var token = _server.Client().Allocate(EvenPort(reserveNext: true)).Get(StunAttributes.ReservationToken);
        RequestAttributes[] others =
        [
            static (ref StunWriter writer) => writer.Add(StunAttributes.EvenPort, value: false),
            static (ref StunWriter writer) => writer.Add(StunAttributes.RequestedAddressFamily, StunAddressFamily.IPv4),
            static (ref StunWriter writer) => writer.Add(StunAttributes.AdditionalAddressFamily, StunAddressFamily.IPv6),
        ];
        foreach (var other in others)
        {
            _server.Client().Allocate((ref StunWriter writer) =>
            {
                writer.Add(StunAttributes.ReservationToken, token);
                other(ref writer);
            }).Code.ShouldBe(400);
        }
    }

    [Fact]
    public void One_token_cannot_stand_for_two_families()
    {
        _server.Client().Allocate(static (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.EvenPort, value: true);
            writer.Add(StunAttributes.AdditionalAddressFamily, StunAddressFamily.IPv6);
        }).Code.ShouldBe(400);
        var ports = _server.Client().Allocate(static (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.EvenPort, value: false);
            writer.Add(StunAttributes.AdditionalAddressFamily, StunAddressFamily.IPv6);
        }).GetAll(StunAttributes.XorRelayedAddress);
        ports.Count.ShouldBe(2);
        ports.ShouldAllBe(static address => (address.Port & 1) == 0);
    }

    [Fact]
    public void A_reserved_port_that_another_program_has_taken_is_no_capacity_and_not_lost()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_001 });
        var client = server.Client();
        var token = client.Allocate(EvenPort(reserveNext: true)).Get(StunAttributes.ReservationToken);
        server.Sockets.Busy.Add(50_001);
        server.Client().Allocate(Token(token)).Code.ShouldBe(508);
        server.Sockets.Busy.Clear();
        server.Shared.Quotas.Total.ShouldBe(1);
        server.Client().Allocated().Port.ShouldBe((ushort)50_001);
    }

    private static RequestAttributes EvenPort(bool reserveNext) => (ref StunWriter writer) => writer.Add(StunAttributes.EvenPort, reserveNext);

    private static RequestAttributes Token(ulong token) => (ref StunWriter writer) => writer.Add(StunAttributes.ReservationToken, token);
}
