using PeerCall.Measuring;
using PeerCall.Stun;
using PeerCall.Turn.Client.Peers;
using PeerCall.Turn.Client;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Client;

public sealed class TurnClientPeerTests
{
    private static readonly TransportAddress Peer = VirtualTurn.Peer;

    [Fact]
    public void Data_goes_as_indications_until_the_channel_is_bound()
    {
        var turn = VirtualTurn.Allocated();
        turn.Client.Send(Peer, [1, 2, 3], turn.Now).ShouldBe(TurnSendResult.AsIndication);
        turn.Run(TimeSpan.FromSeconds(1));
        turn.Client.Send(Peer, [4, 5], turn.Now).ShouldBe(TurnSendResult.AsChannelData);
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Server.Relay.Select(static data => data.OverChannel).ShouldBe([false, true]);
        turn.Server.Relay[0].Data.ShouldBe([1, 2, 3]);
        turn.Server.Relay[1].Data.ShouldBe([4, 5]);
        turn.Server.Seen(StunMethod.CreatePermission).Length.ShouldBe(1);
        turn.Server.Seen(StunMethod.ChannelBind).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void A_channel_is_bound_where_every_third_packet_is_lost(int seed)
    {
        var turn = new VirtualTurn(seed: seed);
        turn.Allocate();
        turn.Loss = 0.33;
        turn.Client.Send(Peer, [1], turn.Now);
        turn.Run(TimeSpan.FromSeconds(40));

        turn.Client.Send(Peer, [2], turn.Now).ShouldBe(TurnSendResult.AsChannelData);
    }

    [Fact]
    public void What_peers_send_is_handed_on_however_it_comes()
    {
        var turn = VirtualTurn.Allocated();
        turn.Bind();
        turn.DeliverToClient(FakeTurnServer.DataIndication(Peer, [1]));
        turn.DeliverToClient([0x40, 0x00, 0, 1, 2]);
        turn.DeliverToClient([0x40, 0x00, 0, 1, 3, 0, 0, 0]);

        turn.Received.Select(static data => data.Data[0]).ShouldBe([1, 2, 3]);
        turn.Received.ShouldAllBe(static data => data.Peer == VirtualTurn.Peer);
    }

    [Fact]
    public void What_was_not_asked_for_is_dropped()
    {
        var turn = VirtualTurn.Allocated();
        turn.Bind();
        turn.DeliverToClient(FakeTurnServer.DataIndication(FakeTurnServer.Address("203.0.113.10:6000"), [1]));
        turn.DeliverToClient([0x40, 0x01, 0, 1, 2]);
        turn.DeliverToClient([0x40, 0x00, 0, 9, 2]);
        turn.DeliverToClient([]);
        turn.DeliverToClient([0xFF, 0xFF, 0xFF]);

        turn.Received.ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_may_be_sent_from_inside_the_event()
    {
        var turn = VirtualTurn.Allocated();
        turn.Bind();
        turn.OnData = (peer, data) => turn.Client.Send(peer, data, turn.Now).ShouldBe(TurnSendResult.AsChannelData);
        turn.DeliverToClient([0x40, 0x00, 0, 1, 9]);
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Server.Relay[^1].Data.ShouldBe([9]);
    }

    [Fact]
    public void A_permission_is_for_an_address_whatever_its_port()
    {
        var turn = VirtualTurn.Allocated();
        turn.Client.CreatePermission(Peer, turn.Now).ShouldBeFalse();
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Client.CreatePermission(Peer.WithPort(1), turn.Now).ShouldBeTrue();
        turn.Events.ShouldBe(["allocated", $"granted {Peer.WithPort(0)}"]);
        turn.Server.Seen(StunMethod.CreatePermission).Length.ShouldBe(1);
    }

    [Fact]
    public void Permission_and_channel_live_as_long_as_the_allocation()
    {
        var turn = VirtualTurn.Allocated();
        turn.Bind();
        var bound = turn.Server.Seen(StunMethod.ChannelBind)[0].At;
        for (var minute = 0; minute < 120; minute++)
        {
            turn.Run(TimeSpan.FromMinutes(1));
            turn.Client.Send(Peer, [7], turn.Now).ShouldBe(TurnSendResult.AsChannelData);
        }
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Server.Relay.Count(static data => data.Data[0] == 7).ShouldBe(120);
        (turn.Server.Seen(StunMethod.ChannelBind)[1].At - bound).ShouldBe(TimeSpan.FromSeconds(540));
        (turn.Server.Seen(StunMethod.CreatePermission)[1].At - bound).ShouldBe(TimeSpan.FromSeconds(240));
    }

    [Fact]
    public void A_forbidden_peer_is_refused_and_not_asked_for_with_every_packet()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Refuse(StunMethod.CreatePermission, StunErrors.Forbidden, times: 9);
        turn.Server.Refuse(StunMethod.ChannelBind, StunErrors.Forbidden, times: 9);
        for (var i = 0; i < 100; i++)
        {
            turn.Client.Send(Peer, [1], turn.Now);
            turn.Run(TimeSpan.FromMilliseconds(100));
        }

        turn.Refusal.ShouldBe(TurnFailure.Of(TurnStage.CreatePermission, StunErrors.Forbidden));
        turn.Events.ShouldBe(["allocated", $"refused {Peer.WithPort(0)}"]);
        turn.Client.Send(Peer, [1], turn.Now).ShouldBe(TurnSendResult.Refused);
        turn.Server.Seen(StunMethod.CreatePermission).Length.ShouldBe(1);
        turn.Server.Seen(StunMethod.ChannelBind).Length.ShouldBe(1);
    }

    [Fact]
    public void A_refused_permission_may_be_asked_for_again()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Refuse(StunMethod.CreatePermission, StunErrors.Forbidden);
        turn.Client.CreatePermission(Peer, turn.Now);
        turn.Run(TimeSpan.FromSeconds(1));
        turn.Client.CreatePermission(Peer, turn.Now);
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Events.ShouldBe(["allocated", $"refused {Peer.WithPort(0)}", $"granted {Peer.WithPort(0)}"]);
    }

    [Fact]
    public void A_peer_of_the_other_family_is_refused_without_asking()
    {
        var turn = VirtualTurn.Allocated();
        var other = FakeTurnServer.Address("[2001:db8::9]:6000");
        turn.Client.CreatePermission(other, turn.Now).ShouldBeFalse();

        turn.Refusal!.Reason.ShouldBe(TurnFailureReason.PeerAddressFamilyMismatch);
        turn.Client.Send(other, [1], turn.Now).ShouldBe(TurnSendResult.WrongFamily);
        turn.Server.Seen(StunMethod.CreatePermission).ShouldBeEmpty();
    }

    [Fact]
    public void A_permission_that_nobody_confirms_is_lost_after_five_minutes()
    {
        var turn = VirtualTurn.Allocated(server: static server => server.Lifetime = 3600);
        turn.Client.CreatePermission(Peer, turn.Now);
        var asked = turn.Now;
        turn.Run(TimeSpan.FromSeconds(1));
        turn.OnTheWay = static _ => null;
        turn.Run(TimeSpan.FromMinutes(10), until: () => turn.Refusal is not null);

        (turn.Now - asked).ShouldBe(TimeSpan.FromMinutes(5));
        turn.Refusal!.Reason.ShouldBe(TurnFailureReason.TimedOut);
    }

    [Fact]
    public void A_channel_that_nobody_confirms_is_not_used_after_ten_minutes()
    {
        var turn = VirtualTurn.Allocated(server: static server => server.Lifetime = 3600);
        turn.Bind();
        turn.Server.Refuse(StunMethod.ChannelBind, StunErrors.ServerError, times: 1000);
        turn.Run(TimeSpan.FromMinutes(9.5));
        turn.Client.Send(Peer, [1], turn.Now).ShouldBe(TurnSendResult.AsChannelData);
        turn.Run(TimeSpan.FromMinutes(1));

        turn.Client.Send(Peer, [1], turn.Now).ShouldBe(TurnSendResult.AsIndication);
    }

    [Fact]
    public void Data_too_long_for_a_message_is_not_sent()
    {
        var turn = VirtualTurn.Allocated();
        turn.Client.Send(Peer, new byte[TurnClient.MaxDataLength + 1], turn.Now).ShouldBe(TurnSendResult.TooLong);
        turn.Client.Send(Peer, new byte[TurnClient.MaxDataLength], turn.Now).ShouldBe(TurnSendResult.AsIndication);
        turn.Client.Send(FakeTurnServer.Address("[2001:db8::9]:1"), [], turn.Now).ShouldBe(TurnSendResult.WrongFamily);
    }

    [Fact]
    public void A_forgotten_peer_is_not_refreshed()
    {
        var turn = VirtualTurn.Allocated();
        turn.Bind();
        turn.Client.Forget(Peer, turn.Now);
        turn.Run(TimeSpan.FromMinutes(30));

        turn.Server.Seen(StunMethod.ChannelBind).Length.ShouldBe(1);
        turn.Server.Seen(StunMethod.CreatePermission).Length.ShouldBe(1);
    }

    [Fact]
    public void Every_peer_has_a_channel_of_its_own()
    {
        var turn = VirtualTurn.Allocated();
        for (var port = 1; port <= 40; port++)
            turn.Client.Send(Peer.WithPort(port), [1], turn.Now);
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Server.Seen(StunMethod.ChannelBind).Select(static request => Number(request)).Distinct().Count().ShouldBe(40);
        turn.Server.Seen(StunMethod.CreatePermission).Length.ShouldBe(1);

        static ushort Number(SeenRequest request) => request.Message.TryGet(StunAttributes.ChannelNumber, out var number) ? number : (ushort)0;
    }

    [Fact]
    public void Channel_numbers_rest_before_another_peer_gets_them()
    {
        var numbers = new ChannelNumbers();
        var now = TimeSpan.FromHours(1);
        for (var i = 0; i < 4096; i++)
            numbers.TryTake(now, out _).ShouldBeTrue();
        numbers.TryTake(now, out _).ShouldBeFalse();
        numbers.Return(ChannelData.FirstChannel, now);

        numbers.TryTake(now + TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1), out _).ShouldBeFalse();
        numbers.TryTake(now + TimeSpan.FromMinutes(15), out var number).ShouldBeTrue();
        number.ShouldBe(ChannelData.FirstChannel);
    }

    [Fact]
    public void Data_costs_no_memory()
    {
        var turn = VirtualTurn.Allocated();
        turn.Bind();
        turn.IsQuiet = true;
        var data = new byte[1200];
        byte[] received = [0x40, 0x00, 0, 4, 1, 2, 3, 4];
        var indication = FakeTurnServer.DataIndication(Peer, [1, 2, 3, 4]);
        var unbound = FakeTurnServer.Address("203.0.113.9:6001");
        turn.Client.Send(unbound, data, turn.Now);

        Exchange(1);
        AllocatedBytes.Least(() => Exchange(200)).ShouldBe(0);
        turn.QuietPackets.ShouldBe(2 + (1001 * 4), "one indication and one ChannelBind, then all four of each round");

        void Exchange(int times)
        {
            for (var i = 0; i < times; i++)
            {
                turn.Client.Send(Peer, data, turn.Now);
                turn.Client.Send(unbound, data, turn.Now);
                turn.Client.Receive(received, turn.Now);
                turn.Client.Receive(indication, turn.Now);
                _ = turn.Client.Deadline;
            }
        }
    }
}
