using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class AddressFamilyTests
{
    private const byte IPv4 = StunAddressFamily.IPv4;
    private const byte IPv6 = StunAddressFamily.IPv6;

    private static readonly TransportAddress PeerIPv6 = VirtualServer.At("[2001:db8:5::1]:5000");

    private readonly VirtualServer _server = new();

    [Theory]
    [InlineData(IPv4)]
    [InlineData(IPv6)]
    public void A_family_can_be_asked_for(byte family)
    {
        var reply = _server.Client().Allocate(Requested(family));
        reply.GetAll(StunAttributes.XorRelayedAddress).ShouldHaveSingleItem().IsIPv6.ShouldBe(family == IPv6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void One_that_does_not_exist_is_not_supported(byte family)
    {
        _server.Client().Allocate(Requested(family)).Code.ShouldBe(440);
    }

    [Fact]
    public void One_that_the_server_has_no_address_of_is_not_supported()
    {
        var server = new VirtualServer(static options => options with { PublicIPv6 = null });
        server.Client().Allocate(Requested(IPv6)).Code.ShouldBe(440);
        server.Client().Allocate().Succeeded.ShouldBeTrue();
        server = new VirtualServer(static options => options with { PublicIPv4 = null });
        server.Client().Allocate().Code.ShouldBe(440, "IPv4 is meant without saying so");
        server.Client().Allocate(Requested(IPv6)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Both_families_come_in_one_allocation_of_two_addresses()
    {
        var client = _server.Client();
        var reply = client.Allocate(Additional(IPv6));
        var relayed = reply.GetAll(StunAttributes.XorRelayedAddress);
        relayed.Count.ShouldBe(2);
        relayed[0].IsIPv4.ShouldBeTrue();
        relayed[1].IsIPv6.ShouldBeTrue();
        _server.Events.Made.Single().RelayedAdditional.ShouldBe(relayed[1]);
        _server.Shared.Quotas.Total.ShouldBe(1);

        client.ChannelBind(0x4000, VirtualServer.Peer).Succeeded.ShouldBeTrue();
        client.ChannelBind(0x4001, PeerIPv6).Succeeded.ShouldBeTrue();
        client.SendChannelData(0x4000, 4);
        client.SendChannelData(0x4001, 6);
        _server.Socket(relayed[0]).Sent.Single().Data.ShouldBe([4]);
        _server.Socket(relayed[1]).Sent.Single().Data.ShouldBe([6]);
    }

    [Fact]
    public void Of_both_the_one_that_can_be_had_is_given_and_the_other_explained()
    {
        var server = new VirtualServer(static options => options with { PublicIPv6 = null });
        var reply = server.Client().Allocate(Additional(IPv6));
        reply.GetAll(StunAttributes.XorRelayedAddress).ShouldHaveSingleItem().IsIPv4.ShouldBeTrue();
        var missing = reply.Get(StunAttributes.AddressErrorCode);
        (missing.Family, missing.Error.Code).ShouldBe((IPv6, 440));

        server = new VirtualServer(static options => options with { PublicIPv4 = null });
        reply = server.Client().Allocate(Additional(IPv6));
        reply.GetAll(StunAttributes.XorRelayedAddress).ShouldHaveSingleItem().IsIPv6.ShouldBeTrue();
        missing = reply.Get(StunAttributes.AddressErrorCode);
        (missing.Family, missing.Error.Code).ShouldBe((IPv4, 440));

        server = new VirtualServer(static options => options with { PublicIPv4 = null, PublicIPv6 = null });
        server.Client().Allocate(Additional(IPv6)).Code.ShouldBe(440);
    }

    [Fact]
    public void Of_both_the_one_without_free_ports_is_explained_too()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_000 });
        server.Client().Allocated(Requested(IPv6));
        var reply = server.Client().Allocate(Additional(IPv6));
        var missing = reply.Get(StunAttributes.AddressErrorCode);
        (missing.Family, missing.Error.Code).ShouldBe((IPv6, 508));
        server.Client().Allocate(Additional(IPv6)).Code.ShouldBe(508, "now neither is there");
        server.Shared.Quotas.Total.ShouldBe(2);
    }

    [Theory]
    [InlineData(IPv4)]
    [InlineData(3)]
    public void Only_IPv6_is_additional(byte family)
    {
        _server.Client().Allocate(Additional(family)).Code.ShouldBe(400);
    }

    [Fact]
    public void Requested_and_additional_contradict_each_other()
    {
        _server.Client().Allocate(static (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.RequestedAddressFamily, IPv4);
            writer.Add(StunAttributes.AdditionalAddressFamily, IPv6);
        }).Code.ShouldBe(400);
    }

    [Fact]
    public void A_peer_of_the_other_family_is_a_mismatch()
    {
        var client = _server.Client();
        client.Allocated();
        client.CreatePermission(PeerIPv6).Code.ShouldBe(443);
        client.CreatePermission(VirtualServer.Peer, PeerIPv6).Code.ShouldBe(443);
        client.ChannelBind(0x4000, PeerIPv6).Code.ShouldBe(443);
    }

    [Fact]
    public void One_family_of_two_can_be_ended_and_its_peers_with_it()
    {
        var client = _server.Client();
        var relayed = client.Allocate(Additional(IPv6)).GetAll(StunAttributes.XorRelayedAddress);
        client.ChannelBind(0x4000, VirtualServer.Peer);
        client.ChannelBind(0x4001, PeerIPv6);
        client.Refresh(0, IPv4).Get(StunAttributes.Lifetime).ShouldBe(0u);
        _server.Sockets.Open.Keys.ShouldBe([relayed[1]]);
        client.SendChannelData(0x4000, 4);
        client.SendChannelData(0x4001, 6);
        _server.Socket(relayed[1]).Sent.Single().Data.ShouldBe([6]);
        client.Refresh(600, IPv4).Code.ShouldBe(443);
        client.ChannelBind(0x4000, VirtualServer.Peer).Code.ShouldBe(443);
        _server.Events.Ended.ShouldBeEmpty();
        client.Refresh(0).Succeeded.ShouldBeTrue();
        _server.Events.Ended.Count.ShouldBe(1);
        _server.Sockets.Open.ShouldBeEmpty();
    }

    [Fact]
    public void Each_family_of_two_has_its_own_time()
    {
        var client = _server.Client();
        var relayed = client.Allocate(Additional(IPv6)).GetAll(StunAttributes.XorRelayedAddress);
        client.Refresh(1200, IPv6).Get(StunAttributes.Lifetime).ShouldBe(1200u);
        _server.PassSeconds(600);
        _server.Sockets.Open.Keys.ShouldBe([relayed[1]]);
        _server.PassSeconds(600);
        _server.Sockets.Open.ShouldBeEmpty();
        _server.Events.Ended.Single().Reason.ShouldBe(AllocationEnd.Expired);
    }

    private static RequestAttributes Requested(byte family) => (ref StunWriter writer) => writer.Add(StunAttributes.RequestedAddressFamily, family);

    private static RequestAttributes Additional(byte family) => (ref StunWriter writer) => writer.Add(StunAttributes.AdditionalAddressFamily, family);
}
