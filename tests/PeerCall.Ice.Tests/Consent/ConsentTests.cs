using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Consent;

public class ConsentTests
{
    [Fact]
    public void Checks_go_on_every_five_seconds_or_so_while_a_call_stands()
    {
        var call = new Call(NatKind.FullCone, NatKind.PortRestricted).Connect();

        call.Network.Run(300);

        var pair = call.A.Agent.GetStatistics().Pairs.Single(p => p.ConsentRequestsSent > 0);
        pair.ConsentRequestsSent.ShouldBeInRange(50, 75);
        call.A.Events.OfType<ConnectionStateChanged>().ShouldNotContain(e => e.State == IceConnectionState.Disconnected);
    }

    [Fact]
    public void A_silent_peer_is_disconnected_in_seconds_and_after_thirty_nothing_may_be_sent()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone, relay: false).Connect();
        var cutAt = call.Network.Now;
        call.Network.Filter = (_, _, _) => false;

        call.Network.RunUntil(() => call.A.Agent.State is IceConnectionState.Disconnected, 60).ShouldBeTrue();
        (call.Network.Now - cutAt).ShouldBeLessThan(TimeSpan.FromSeconds(9));
        call.A.Agent.MaySend.ShouldBeTrue();

        call.Network.RunUntil(() => call.A.Agent.State is IceConnectionState.Failed, 60).ShouldBeTrue();
        (call.Network.Now - cutAt).ShouldBeInRange(TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(31));
        call.A.Agent.MaySend.ShouldBeFalse();
        call.A.Agent.SelectedPath.ShouldBeNull();
        call.A.Events.OfType<ConsentLost>().Count().ShouldBe(1);
    }

    [Fact]
    public void Who_sends_data_and_hears_nothing_notices_within_two_seconds_or_so()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone, relay: false).Connect();
        Talk(seconds: 3);
        var cutAt = call.Network.Now;
        call.Network.Filter = (_, _, _) => false;

        Talk(seconds: 10, until: IceConnectionState.Disconnected);

        (call.Network.Now - cutAt).ShouldBeInRange(TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.5));

        void Talk(int seconds, IceConnectionState? until = null)
        {
            for (var tenth = 0; tenth < seconds * 10 && call.A.Agent.State != until; tenth++)
            {
                call.A.SendData("a");
                if (tenth % 2 == 0)
                    call.B.SendData("b");
                call.Network.Run(0.1);
            }
        }
    }

    [Fact]
    public void Data_that_is_not_answered_is_no_trouble_while_checks_are()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone, relay: false).Connect();
        for (var tenth = 0; tenth < 300; tenth++)
        {
            call.A.SendData("a");
            call.Network.Run(0.1);
        }

        call.A.Events.OfType<ConnectionStateChanged>().ShouldNotContain(e => e.State == IceConnectionState.Disconnected);
        call.A.Agent.GetStatistics().Pairs.Single(p => p.ConsentRequestsSent > 0).ConsentRequestsSent.ShouldBeLessThan(35);
    }

    [Fact]
    public void A_cable_that_is_out_for_ten_seconds_costs_nothing_but_these()
    {
        var call = new Call(NatKind.PortRestricted, NatKind.PortRestricted).Connect();
        call.Network.Filter = (_, _, _) => false;
        call.Network.Run(10);
        call.A.Agent.State.ShouldBe(IceConnectionState.Disconnected);

        call.Network.Filter = null;
        call.Network.RunUntil(() => call.AreConnected, 2.5).ShouldBeTrue($"{call.A.Agent.State}, {call.B.Agent.State}");

        call.Network.Run(3);
        call.ShouldCarryData();
    }

    [Fact]
    public void After_consent_was_lost_the_same_path_comes_back_with_a_restart_only()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone, relay: false).Connect();
        call.Network.Filter = (_, _, _) => false;
        call.Network.Run(60);
        call.Network.Filter = null;

        call.Network.Run(60);
        call.A.Agent.State.ShouldBe(IceConnectionState.Failed);
        call.B.Agent.State.ShouldBe(IceConnectionState.Failed);

        call.A.Restart();
        call.Network.RunUntil(() => call.AreSettled, 5).ShouldBeTrue();
        call.ShouldCarryData();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_nat_that_forgets_a_call_costs_it_seconds_whichever_end_controls(bool atControlling)
    {
        var call = new Call(NatKind.PortRestricted, NatKind.FullCone, relay: false,
            optionsA: new IceAgentOptions { Role = atControlling ? IceRole.Controlling : IceRole.Controlled },
            optionsB: new IceAgentOptions { Role = atControlling ? IceRole.Controlled : IceRole.Controlling }).Connect();
        call.Network.Run(20);

        call.A.Nat.Rebind();
        var rebound = call.Network.Now;
        call.Network.Run(15);

        call.AreSettled.ShouldBeTrue($"{call.A.Agent.State} {call.A.Path}, {call.B.Agent.State} {call.B.Path}");
        call.ShouldCarryData();
        call.A.Events.OfType<ConsentLost>().ShouldBeEmpty();
        call.B.Events.OfType<ConsentLost>().ShouldBeEmpty();
        rebound.ShouldBeGreaterThan(call.StartedAt);
    }

    [Fact]
    public void A_direct_path_that_dies_gives_way_to_the_relay_without_signaling()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone).Connect();
        call.A.Path.ShouldNotContain("relay");
        call.Network.Filter = (source, destination, _) => IsServer(source) || IsServer(destination);

        call.Network.Run(20);

        call.AreSettled.ShouldBeTrue($"{call.A.Agent.State} {call.A.Path}, {call.B.Agent.State} {call.B.Path}");
        (call.A.Path + call.B.Path).ShouldContain("relay");
        call.ShouldCarryData();
        static bool IsServer(TransportAddress address) => address.HasSameAddress(RelayNode.Address);
    }

    [Fact]
    public void An_answer_under_another_password_is_no_consent()
    {
        var peer = new RawPeer().Connect();
        for (var second = 0; second < 40 && peer.Agent.MaySend; second++)
        {
            peer.Run(1);
            foreach (var (_, _, bytes) in peer.Sent.ToArray())
                peer.Answer(bytes, password: "anotherPasswordOf24Letter");
            peer.Sent.Clear();
        }
        peer.Agent.MaySend.ShouldBeFalse();
        peer.Agent.State.ShouldBe(IceConnectionState.Failed);
    }

    [Fact]
    public void A_path_whose_consent_was_lost_is_not_asked_for_again_with_the_same_credentials()
    {
        var peer = new RawPeer().Connect();
        peer.Run(40);
        peer.Agent.State.ShouldBe(IceConnectionState.Failed);
        peer.Sent.Clear();

        peer.Receive(peer.Request(nominate: true)).ShouldBeTrue("the other end may still ask");
        peer.Run(10);

        peer.Sent.ShouldAllBe(s => RawPeer.ClassOf(s.Bytes) == StunClass.SuccessResponse);
        peer.Agent.MaySend.ShouldBeFalse();
    }

    [Fact]
    public void When_the_pair_goes_silent_those_that_were_never_tried_are()
    {
        var relay = Addresses.Of("198.51.100.2:50000");
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling });
        peer.AddCandidate(relay, CandidateType.Relayed, 1_000, "2");
        peer.Answer(peer.TakeRequest());
        peer.Run(0.06);
        peer.Answer(peer.TakeRequest());
        peer.Agent.GetStatistics().Pairs.Count(p => p.Nominated).ShouldBe(1);

        peer.Run(10);
        peer.Answer(peer.TakeRequest(relay), relay).ShouldBeTrue();
        peer.Run(0.06);
        var nomination = peer.TakeRequest(relay);
        RawPeer.Nominates(nomination).ShouldBeTrue();
        peer.Answer(nomination, relay);

        peer.Agent.SelectedPath!.Destination.ShouldBe(relay);
        peer.Agent.State.ShouldBe(IceConnectionState.Connected);
    }

    [Fact]
    public void Two_seconds_of_round_trip_do_not_look_like_silence()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone, relay: false);
        call.Network.Latency = TimeSpan.FromSeconds(1);
        call.Connect(60);

        call.Network.Run(300);

        call.A.Events.OfType<ConnectionStateChanged>().ShouldNotContain(e => e.State == IceConnectionState.Disconnected);
    }
}
