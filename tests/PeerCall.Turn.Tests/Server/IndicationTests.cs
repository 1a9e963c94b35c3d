using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class IndicationTests
{
    private static readonly TransportAddress Peer = VirtualServer.Peer;

    private readonly VirtualServer _server = new();
    private readonly ScriptedClient _client;
    private readonly TransportAddress _relayed;

    public IndicationTests()
    {
        _client = _server.Client();
        _relayed = _client.Allocated();
        _client.CreatePermission(Peer);
    }

    private IReadOnlyList<(TransportAddress Peer, byte[] Data)> Sent => _server.Socket(_relayed).Sent;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(1201)]
    [InlineData(65_507)]
    public void A_peers_datagram_comes_as_a_Data_indication_with_zero_padding(int length)
    {
        // Something to leak, if the padding were not cleared.
        _server.FromPeer(_relayed, Peer, Enumerable.Repeat((byte)0xAA, 65_507).ToArray());
        _client.Received.Clear();
        var data = Enumerable.Range(0, length).Select(static i => (byte)(i | 1)).ToArray();
        _server.FromPeer(_relayed, Peer, data);
        var indication = new TurnReply(_client.Received.Single());
        indication.Type.ShouldBe(new StunMessageType(StunMethod.Data, StunClass.Indication));
        indication.Get(StunAttributes.XorPeerAddress).ShouldBe(Peer);
        indication.GetBytes(StunAttributeType.Data).ShouldBe(data);
        indication.Bytes.Length.ShouldBe(20 + 12 + 4 + ((length + 3) & ~3));
        indication.Bytes[(20 + 12 + 4 + length)..].ShouldAllBe(static padding => padding == 0);
    }

    [Fact]
    public void A_datagram_that_no_STUN_message_can_hold_is_dropped()
    {
        _client.Received.Clear();
        _server.FromPeer(_relayed, Peer, new byte[65_535]);
        _client.Received.ShouldBeEmpty();
    }

    [Fact]
    public void A_Send_indication_goes_to_its_peer_even_without_content()
    {
        _client.SendIndication(Peer, 1, 2, 3);
        _client.SendIndication(Peer.WithPort(9));
        Sent[0].Data.ShouldBe([1, 2, 3]);
        Sent[1].Data.ShouldBeEmpty();
        Sent[1].Peer.ShouldBe(Peer.WithPort(9));
    }

    [Fact]
    public void The_first_of_two_peers_counts()
    {
        Send(static (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.XorPeerAddress, Peer);
            writer.Add(StunAttributes.XorPeerAddress, Peer.WithPort(1));
            writer.AddBytes(StunAttributeType.Data, [1]);
        });
        Sent.Single().Peer.ShouldBe(Peer);
    }

    [Fact]
    public void Incomplete_and_illegible_ones_are_dropped_without_a_word()
    {
        Send(static (ref StunWriter writer) => writer.Add(StunAttributes.XorPeerAddress, Peer));
        Send(static (ref StunWriter writer) => writer.AddBytes(StunAttributeType.Data, [1]));
        Send(static (ref StunWriter writer) =>
        {
            writer.AddBytes(StunAttributeType.XorPeerAddress, [0, 0, 1, 1, 1, 1, 1, 1]);
            writer.AddBytes(StunAttributeType.Data, [1]);
        });
        Send(static (ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.XorPeerAddress, Peer);
            writer.AddBytes(StunAttributeType.Data, [1]);
            writer.AddFlag(StunAttributeType.DontFragment);
        });
        Sent.ShouldBeEmpty();
        _server.Events.Drops[TurnDrop.Malformed].ShouldBe(4);
    }

    [Fact]
    public void A_denied_peer_gets_nothing()
    {
        _client.SendIndication(VirtualServer.At("10.0.0.1:1"), 1);
        Sent.ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_sends_without_an_allocation()
    {
        _server.Client().SendIndication(Peer, 1);
        _server.Client().SendChannelData(0x4000, 1);
        _server.Events.Drops[TurnDrop.NoPermission].ShouldBe(2);
    }

    [Fact]
    public void What_comes_for_an_allocation_that_has_ended_is_dropped()
    {
        var allocation = _server.Socket(_relayed).Allocation.ShouldNotBeNull();
        _client.ChannelBind(0x4000, Peer);
        _client.Refresh(0);
        _client.Received.Clear();
        _server.Server.ReceiveFromPeer(allocation, Peer, [1], _server.Now);
        _client.Received.ShouldBeEmpty();
        _client.SendChannelData(0x4000, 1);
    }

    private void Send(RequestAttributes attributes) => _client.Plain(StunMethod.Send, attributes, StunClass.Indication).ShouldBeNull();
}
