using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class ChannelTests
{
    private static readonly TransportAddress Peer = VirtualServer.Peer;
    private static readonly TransportAddress OtherPeer = VirtualServer.At("192.0.2.201:5000");

    private readonly VirtualServer _server = new();
    private readonly ScriptedClient _client;
    private readonly TransportAddress _relayed;

    public ChannelTests()
    {
        _client = _server.Client();
        _relayed = _client.Allocated(static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 3600u));
    }

    [Theory]
    [InlineData(0x4000, 0)]
    [InlineData(0x4FFF, 0)]
    [InlineData(0x0000, 400)]
    [InlineData(0x3FFF, 400)]
    [InlineData(0x5000, 400)]
    [InlineData(0x7FFF, 400)]
    [InlineData(0xFFFF, 400)]
    public void Numbers_have_a_range(ushort number, int code)
    {
        _client.ChannelBind(number, Peer).Code.ShouldBe(code);
    }

    [Fact]
    public void Number_and_peer_are_both_needed()
    {
        _client.Request(StunMethod.ChannelBind, static (ref StunWriter writer) => writer.Add(StunAttributes.ChannelNumber, (ushort)0x4000)).Code.ShouldBe(400);
        _client.Request(StunMethod.ChannelBind, static (ref StunWriter writer) => writer.Add(StunAttributes.XorPeerAddress, Peer)).Code.ShouldBe(400);
        _server.Client().ChannelBind(0x4000, Peer).Code.ShouldBe(437);
    }

    [Fact]
    public void One_number_stands_for_one_peer()
    {
        _client.ChannelBind(0x4000, Peer).Succeeded.ShouldBeTrue();
        _client.ChannelBind(0x4000, Peer).Succeeded.ShouldBeTrue("to refresh it");
        _client.ChannelBind(0x4000, OtherPeer).Code.ShouldBe(400);
        _client.ChannelBind(0x4000, Peer.WithPort(1)).Code.ShouldBe(400);
        _client.ChannelBind(0x4001, Peer).Code.ShouldBe(400);
        _client.ChannelBind(0x4001, Peer.WithPort(1)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Data_takes_the_channel_both_ways()
    {
        _client.ChannelBind(0x4123, Peer);
        _client.SendChannelData(0x4123, 1, 2, 3);
        var (peer, data) = _server.Socket(_relayed).Sent.Single();
        peer.ShouldBe(Peer);
        data.ShouldBe([1, 2, 3]);
        FromPeer(Peer, 9, 8, 7, 6, 5).ShouldBe([0x41, 0x23, 0, 5, 9, 8, 7, 6, 5], "no padding: the path of a stream adds it");
        FromPeer(Peer).ShouldBe([0x41, 0x23, 0, 0], "nothing is something too");
    }

    [Fact]
    public void Another_port_of_the_peer_is_permitted_and_has_no_channel()
    {
        _client.ChannelBind(0x4000, Peer);
        new TurnReply(FromPeer(Peer.WithPort(7), 1).ShouldNotBeNull()).Type.ShouldBe(new StunMessageType(StunMethod.Data, StunClass.Indication));
    }

    [Fact]
    public void It_ends_at_600_seconds_and_its_permission_at_300()
    {
        _client.ChannelBind(0x4000, Peer);
        _server.PassSeconds(299.999);
        FromPeer(Peer, 1).ShouldNotBeNull();
        _server.PassSeconds(0.001);
        FromPeer(Peer, 1).ShouldBeNull();
        _server.PassSeconds(0.001);
        FromPeer(Peer, 1).ShouldBeNull();
        _client.CreatePermission(Peer);
        FromPeer(Peer, 1).ShouldNotBeNull()[0].ShouldBe((byte)0x40, "the channel with its new permission");
        _server.PassSeconds(299.997);
        _client.SendChannelData(0x4000, 1);
        _server.PassSeconds(0.002);
        _client.SendChannelData(0x4000, 2);
        _server.Socket(_relayed).Sent.Select(static sent => sent.Data[0]).ShouldBe([(byte)1]);
        _server.PassSeconds(0.001);
        FromPeer(Peer, 1).ShouldBeNull();
    }

    [Fact]
    public void A_refresh_lasts_600_seconds_again_and_renews_the_permission()
    {
        _client.ChannelBind(0x4000, Peer);
        _server.PassSeconds(400);
        _client.ChannelBind(0x4000, Peer).Succeeded.ShouldBeTrue();
        _server.PassSeconds(299);
        FromPeer(Peer, 1).ShouldNotBeNull();
        _server.PassSeconds(300);
        _client.SendChannelData(0x4000, 1);
        _server.Socket(_relayed).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void After_its_end_neither_number_nor_peer_is_bound_differently_for_300_seconds()
    {
        _client.ChannelBind(0x4000, Peer);
        _server.PassSeconds(899.999);
        _client.Nonce = [];
        _client.ChannelBind(0x4000, OtherPeer).Code.ShouldBe(400);
        _client.ChannelBind(0x4001, Peer).Code.ShouldBe(400);
        _server.PassSeconds(0.001);
        _client.ChannelBind(0x4000, OtherPeer).Succeeded.ShouldBeTrue();
        _client.ChannelBind(0x4001, Peer).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Bound_alike_it_lives_again_at_once()
    {
        _client.ChannelBind(0x4000, Peer);
        _server.PassSeconds(700);
        _client.Nonce = [];
        _client.ChannelBind(0x4000, Peer).Succeeded.ShouldBeTrue();
        _client.SendChannelData(0x4000, 1);
        _server.Socket(_relayed).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void There_are_sixty_four_with_numbers_from_anywhere()
    {
        var random = new Random(11);
        var numbers = Enumerable.Range(0x4000, 0x1000).OrderBy(_ => random.Next()).Take(64).ToArray();
        for (var i = 0; i < 64; i++)
            _client.ChannelBind((ushort)numbers[i], VirtualServer.At($"192.0.2.200:{6000 + i}")).Succeeded.ShouldBeTrue();
        _client.ChannelBind((ushort)Enumerable.Range(0x4000, 0x1000).First(number => !numbers.Contains(number)), OtherPeer).Code.ShouldBe(508);
        for (var i = 0; i < 64; i++)
        {
            _client.SendChannelData((ushort)numbers[i], (byte)i);
            _server.Socket(_relayed).Sent[^1].Peer.Port.ShouldBe((ushort)(6000 + i));
            FromPeer(VirtualServer.At($"192.0.2.200:{6000 + i}"), 1).ShouldNotBeNull()[..2].ShouldBe([(byte)(numbers[i] >> 8), (byte)numbers[i]]);
        }
    }

    [Fact]
    public void A_denied_peer_is_refused()
    {
        _client.ChannelBind(0x4000, VirtualServer.At("10.1.2.3:5000")).Code.ShouldBe(403);
        _client.ChannelBind(0x4000, VirtualServer.At("203.0.113.3:5000")).Code.ShouldBe(403);
        _server.Events.Denied.ShouldBe([(PeerAddressVerdict.DeniedSpecialPurpose, true), (PeerAddressVerdict.DeniedNetwork, true)]);
    }

    [Fact]
    public void Two_relayed_ends_meet_as_long_as_both_live()
    {
        var far = _server.Client("far");
        var farRelayed = far.Allocated();
        _client.ChannelBind(0x4000, farRelayed).Succeeded.ShouldBeTrue();
        _client.SendChannelData(0x4000, 1);
        _server.Client("stranger").Allocated();
        _client.SendChannelData(0x4000, 2);
        var stranger = _server.Client("stranger");
        stranger.Allocated();
        stranger.Refresh(0);
        _client.SendChannelData(0x4000, 3);
        _server.Socket(_relayed).Sent.Count.ShouldBe(3, "what others do does not matter");

        far.Refresh(0);
        _client.SendChannelData(0x4000, 4);
        _server.Socket(_relayed).Sent.Count.ShouldBe(3);
    }

    [Fact]
    public void Two_relayed_ends_must_live_to_be_bound()
    {
        var far = _server.Client();
        var farRelayed = far.Allocated();
        far.Refresh(0);
        _client.ChannelBind(0x4000, farRelayed).Code.ShouldBe(403);
    }

    private byte[]? FromPeer(TransportAddress peer, params byte[] data)
    {
        _client.Received.Clear();
        _server.FromPeer(_relayed, peer, data);
        return _client.Received.SingleOrDefault();
    }
}
