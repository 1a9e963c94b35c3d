using PeerCall.Ice.Tests.Network;

namespace PeerCall.Ice.Tests.Restarts;

public class RestartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Either_end_restarts_and_data_flows_all_the_time(bool byA)
    {
        var call = new Call(NatKind.PortRestricted, NatKind.FullCone).Connect();
        var before = (call.A.Agent.LocalParameters, call.B.Agent.LocalParameters);

        (byA ? call.A : call.B).Restart();
        for (var i = 0; i < 100; i++)
        {
            call.A.SendData("a").ShouldBeTrue();
            call.B.SendData("b").ShouldBeTrue();
            call.Network.Run(0.02);
        }
        call.Network.Run(1);

        call.AreSettled.ShouldBeTrue();
        call.A.Agent.LocalParameters.ShouldNotBe(before.Item1);
        call.B.Agent.LocalParameters.ShouldNotBe(before.Item2);
        call.A.Received.Count.ShouldBe(100);
        call.B.Received.Count.ShouldBe(100);
        call.A.Refused.ShouldBe(0);
        call.B.Refused.ShouldBe(0);
    }

    [Fact]
    public void Both_ends_restart_at_once()
    {
        var call = new Call(NatKind.PortRestricted, NatKind.Symmetric).Connect();

        call.A.Restart();
        call.B.Restart();
        call.Network.Run(3);

        call.AreSettled.ShouldBeTrue();
        call.A.Agent.RemoteParameters.ShouldBe(call.B.Agent.LocalParameters);
        call.B.Agent.RemoteParameters.ShouldBe(call.A.Agent.LocalParameters);
        call.A.Events.OfType<RestartedByPeer>().ShouldBeEmpty();
        call.ShouldCarryData();
    }

    [Fact]
    public void A_hundred_restarts_leave_nothing_behind()
    {
        var call = new Call(NatKind.FullCone, NatKind.PortRestricted).Connect();
        call.A.Restart();
        call.Network.Run(4);
        var stepsBefore = call.Network.Steps;
        var statistics = call.A.Agent.GetStatistics();

        for (var i = 0; i < 100; i++)
        {
            (i % 2 == 0 ? call.A : call.B).Restart();
            call.Network.Run(4);
            call.AreSettled.ShouldBeTrue($"restart {i}");
        }

        var after = call.A.Agent.GetStatistics();
        after.Pairs.Count.ShouldBeLessThanOrEqualTo(statistics.Pairs.Count);
        after.LocalCandidates.Count.ShouldBeLessThanOrEqualTo(statistics.LocalCandidates.Count);
        after.RemoteCandidates.Count.ShouldBeLessThanOrEqualTo(statistics.RemoteCandidates.Count);
        call.A.Agent.Session.Sent.Count.ShouldBeLessThan(50);
        (call.Network.Steps - stepsBefore).ShouldBeLessThan(100 * 200);
        call.ShouldCarryData();
    }

    [Fact]
    public void A_hundred_restarts_that_are_never_answered_keep_the_call()
    {
        var call = new Call(NatKind.FullCone, NatKind.PortRestricted).Connect();
        var pairs = call.A.Agent.GetStatistics().Pairs.Count;

        for (var i = 0; i < 100; i++)
        {
            call.A.Agent.Restart(null, call.Network.Now);
            call.Network.Run(0.5);
        }

        call.A.Agent.MaySend.ShouldBeTrue();
        call.ShouldCarryData();
        call.A.Agent.GetStatistics().Pairs.Count.ShouldBeLessThanOrEqualTo(pairs);
    }

    [Fact]
    public void A_restart_that_is_rolled_back_never_was()
    {
        var call = new Call(NatKind.FullCone, NatKind.PortRestricted).Connect();
        var parameters = call.A.Agent.LocalParameters;

        call.A.Agent.Restart(null, call.Network.Now).ShouldNotBe(parameters);
        call.A.Agent.RollBackRestart(call.Network.Now).ShouldBeTrue();
        call.Network.Run(60);

        call.A.Agent.LocalParameters.ShouldBe(parameters);
        call.AreSettled.ShouldBeTrue();
        call.ShouldCarryData();
    }

    [Fact]
    public void A_description_of_the_generation_before_does_not_undo_a_restart()
    {
        var call = new Call(NatKind.FullCone, NatKind.PortRestricted).Connect();
        var old = call.B.Agent.LocalParameters;

        call.A.Agent.Restart(null, call.Network.Now);
        call.A.Agent.SetRemoteParameters(old, isLite: false, call.Network.Now);

        call.A.Agent.RemoteParameters.ShouldBeNull();
        call.A.Agent.MaySend.ShouldBeTrue();
    }

    [Fact]
    public void A_change_of_network_is_mended_by_a_restart()
    {
        var call = new Call(NatKind.PortRestricted, NatKind.FullCone, relay: false).Connect();

        call.A.Cut(1);
        call.A.Agent.MaySend.ShouldBeFalse();
        call.A.Agent.State.ShouldBe(IceConnectionState.Disconnected);
        call.A.Agent.Restart(null, call.Network.Now);
        call.A.Describe();
        call.A.Gather();
        call.Network.RunUntil(() => call.AreSettled && call.A.Agent.MaySend, 5).ShouldBeTrue();

        call.ShouldCarryData();
    }

    [Fact]
    public void A_second_interface_takes_over_without_signaling()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var call = new Call(NatKind.PortRestricted, NatKind.FullCone, seed, relay: false).Start();
            call.Network.Run(0.05);
            call.A.AddHost();
            call.Network.RunUntil(() => call.AreSettled, 10).ShouldBeTrue();
            call.Network.Run(120);

            call.A.Cut(call.A.Agent.SelectedPath!.BaseId);
            call.Network.Run(15);

            call.AreSettled.ShouldBeTrue($"seed {seed}: {call.A.Agent.State} {call.A.Path}, {call.B.Agent.State} {call.B.Path}");
            call.ShouldCarryData();
        }
    }

    [Fact]
    public void A_restart_of_the_other_end_can_be_rolled_back_too()
    {
        var call = new Call(NatKind.FullCone, NatKind.PortRestricted).Connect();
        var parameters = call.A.Agent.LocalParameters;

        call.A.Agent.SetRemoteParameters(new IceParameters("another1", "remotePasswordOf24Letters"), isLite: false, call.Network.Now);
        call.A.Agent.LocalParameters.ShouldNotBe(parameters);
        call.A.Agent.RollBackRestart(call.Network.Now).ShouldBeTrue();
        call.Network.Run(60);

        call.A.Agent.LocalParameters.ShouldBe(parameters);
        call.ShouldCarryData();
    }

    [Fact]
    public void The_old_pair_gives_way_when_the_new_one_is_nominated_and_is_listened_to_a_little_longer()
    {
        var moved = Addresses.Of("203.0.113.8:7000");
        var peer = new RawPeer().Connect();
        peer.Agent.Restart(null, peer.Now);
        peer.Agent.SetRemoteParameters(RawPeer.Remote with { UsernameFragment = "remoteUfrag2" }, isLite: false, peer.Now);
        var username = $"{peer.Agent.LocalParameters.UsernameFragment}:remoteUfrag2";
        peer.AddCandidate(moved);
        peer.Run(0.06);

        peer.Answer(peer.TakeRequest(moved), moved).ShouldBeTrue();
        peer.Agent.SelectedPath!.Destination.ShouldBe(RawPeer.RemoteAddress, "valid, not nominated");
        peer.Receive(peer.Request(nominate: true, username: username), moved).ShouldBeTrue();
        peer.Agent.SelectedPath!.Destination.ShouldBe(moved);

        peer.Agent.IsValidated(RawPeer.BaseId, RawPeer.RemoteAddress).ShouldBeTrue("datagrams are under way");
        peer.Run(4);
        peer.Agent.IsValidated(RawPeer.BaseId, RawPeer.RemoteAddress).ShouldBeFalse();
    }

    [Fact]
    public void The_other_end_may_change_its_path_while_a_restart_is_under_way()
    {
        var other = Addresses.Of("203.0.113.7:6001");
        var peer = new RawPeer().Connect();
        peer.AddCandidate(other, priority: 1_000_000_000);
        var (check, password) = ($"{peer.Agent.LocalParameters.UsernameFragment}:{RawPeer.Remote.UsernameFragment}", peer.Agent.LocalParameters.Password);
        peer.Agent.Restart(null, peer.Now);
        peer.Agent.IsValidated(RawPeer.BaseId, other).ShouldBeFalse();

        peer.Receive(peer.Request(username: check, password: password), other).ShouldBeTrue();

        peer.Agent.IsValidated(RawPeer.BaseId, other).ShouldBeTrue("its check was answered, so it may send");
    }

    [Fact]
    public void A_restart_needs_new_parameters()
    {
        var peer = new RawPeer();

        Should.Throw<ArgumentException>(() => peer.Agent.Restart(peer.Agent.LocalParameters, peer.Now));
        Should.Throw<ArgumentException>(() => peer.Agent.Restart(new IceParameters("abc", "short"), peer.Now));
    }
}
