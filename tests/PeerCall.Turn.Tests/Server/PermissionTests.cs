using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class PermissionTests
{
    private static readonly TransportAddress Peer = VirtualServer.Peer;

    private readonly VirtualServer _server = new();

    [Fact]
    public void It_lets_a_peer_in_from_any_port_and_ends_at_300_seconds()
    {
        var client = _server.Client();
        var relayed = client.Allocated();
        client.CreatePermission(Peer).Succeeded.ShouldBeTrue();
        _server.PassSeconds(299.999);
        ReceivedFrom(client, relayed, Peer.WithPort(9)).ShouldBeTrue();
        _server.PassSeconds(0.001);
        ReceivedFrom(client, relayed, Peer).ShouldBeFalse();
    }

    [Fact]
    public void It_lets_data_out_and_ends_at_300_seconds()
    {
        var client = _server.Client();
        var relayed = client.Allocated();
        client.SendIndication(Peer, 1);
        client.CreatePermission(Peer);
        client.SendIndication(Peer, 2);
        _server.PassSeconds(299.999);
        client.SendIndication(Peer.WithPort(77), 3);
        _server.PassSeconds(0.001);
        client.SendIndication(Peer, 4);
        _server.Socket(relayed).Sent.Select(static sent => sent.Data[0]).ShouldBe([(byte)2, (byte)3]);
        _server.Events.Drops[TurnDrop.NoPermission].ShouldBe(2);
    }

    [Fact]
    public void It_can_be_refreshed_for_ever_and_data_does_not_refresh_it()
    {
        var client = _server.Client();
        var relayed = client.Allocated(static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 3600u));
        for (var i = 0; i < 5; i++)
        {
            client.Nonce = [];
            client.CreatePermission(Peer);
            _server.PassSeconds(250);
            client.SendIndication(Peer, 1);
            ReceivedFrom(client, relayed, Peer).ShouldBeTrue();
        }
        _server.PassSeconds(50);
        ReceivedFrom(client, relayed, Peer).ShouldBeFalse();
    }

    [Fact]
    public void Another_peer_has_none()
    {
        var client = _server.Client();
        var relayed = client.Allocated();
        ReceivedFrom(client, relayed, Peer).ShouldBeFalse();
        client.CreatePermission(Peer);
        ReceivedFrom(client, relayed, VirtualServer.At("192.0.2.201:5000")).ShouldBeFalse();
        ReceivedFrom(client, relayed, Peer).ShouldBeTrue();
    }

    [Fact]
    public void Several_peers_are_all_let_in_or_none()
    {
        var client = _server.Client();
        var relayed = client.Allocated();
        var other = VirtualServer.At("192.0.2.201:0");
        client.CreatePermission(Peer, other, Peer).Succeeded.ShouldBeTrue();
        ReceivedFrom(client, relayed, other).ShouldBeTrue();

        var third = VirtualServer.At("192.0.2.202:0");
        client.CreatePermission(third, VirtualServer.At("10.0.0.1:0")).Code.ShouldBe(403);
        ReceivedFrom(client, relayed, third).ShouldBeFalse();
        client.Request(StunMethod.CreatePermission, (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.XorPeerAddress, third);
            writer.AddBytes(StunAttributeType.XorPeerAddress, [0, 3, 1, 1, 1, 1, 1, 1]);
        }).Code.ShouldBe(400);
        ReceivedFrom(client, relayed, third).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_peer_or_without_an_allocation_it_is_refused()
    {
        _server.Client().CreatePermission(Peer).Code.ShouldBe(437);
        var client = _server.Client();
        client.Allocated();
        client.CreatePermission().Code.ShouldBe(400);
    }

    [Fact]
    public void There_are_sixty_four_and_those_that_ended_make_room()
    {
        var client = _server.Client();
        client.Allocated();
        client.CreatePermission([.. Enumerable.Range(1, 64).Select(static i => VirtualServer.At($"192.0.2.{i}:0"))]).Succeeded.ShouldBeTrue();
        client.CreatePermission(VirtualServer.At("192.0.2.65:0")).Code.ShouldBe(508);
        client.ChannelBind(0x4000, VirtualServer.At("192.0.2.65:1")).Code.ShouldBe(508);
        client.CreatePermission(VirtualServer.At("192.0.2.5:0")).Succeeded.ShouldBeTrue("it has one");
        _server.PassSeconds(300);
        client.CreatePermission(VirtualServer.At("192.0.2.65:0")).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void An_address_of_the_relay_may_be_permitted_and_only_its_live_ports_are_reached()
    {
        var client = _server.Client();
        var relayed = client.Allocated();
        var far = _server.Client().Allocated();
        client.CreatePermission(far).Succeeded.ShouldBeTrue();
        client.SendIndication(far, 1);
        client.SendIndication(far.WithPort(22), 2);
        _server.Socket(relayed).Sent.Single().Peer.ShouldBe(far);
        _server.Events.Denied.ShouldBe([(PeerAddressVerdict.DeniedOwn, false)], "an indication has no message integrity");
    }

    private bool ReceivedFrom(ScriptedClient client, TransportAddress relayed, TransportAddress peer)
    {
        client.Received.Clear();
        _server.FromPeer(relayed, peer, [1, 2, 3]);
        return client.Received.Count == 1;
    }
}
