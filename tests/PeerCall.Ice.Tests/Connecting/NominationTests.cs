using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Connecting;

public class NominationTests
{
    private static readonly TransportAddress Relay = Addresses.Of("198.51.100.2:50000");
    private static readonly TransportAddress Reflexive = Addresses.Of("203.0.113.8:7000");

    [Fact]
    public void A_pair_of_hosts_is_nominated_at_once()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling });
        peer.AddCandidate(Relay, CandidateType.Relayed, 1_000, "2");

        peer.Answer(peer.TakeRequest());
        peer.Run(0.06);

        RawPeer.Nominates(peer.TakeRequest()).ShouldBeTrue();
    }

    [Fact]
    public void A_relayed_pair_carries_data_but_waits_for_a_better_one()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling });
        peer.AddCandidate(Relay, CandidateType.Relayed, 1_000, "2");
        peer.Run(0.06);
        peer.Answer(peer.TakeRequest(Relay), Relay);
        peer.Agent.SelectedPath!.Destination.ShouldBe(Relay);
        peer.Agent.State.ShouldBe(IceConnectionState.Connected);

        peer.Run(0.45);
        peer.Sent.ShouldNotContain(s => RawPeer.Nominates(s.Bytes));
        peer.Run(0.1);

        RawPeer.Nominates(peer.TakeRequest(Relay)).ShouldBeTrue();
    }

    [Fact]
    public void A_direct_pair_that_works_while_a_relayed_one_waits_is_nominated_instead()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling }, candidate: false);
        peer.AddCandidate(Relay, CandidateType.Relayed, 1_000, "2");
        peer.Answer(peer.TakeRequest(Relay), Relay);
        peer.AddCandidate(Reflexive, CandidateType.ServerReflexive, 1_694_498_815, "3");
        peer.Run(0.06);
        peer.Answer(peer.TakeRequest(Reflexive), Reflexive);

        peer.Run(0.06);

        RawPeer.Nominates(peer.TakeRequest(Reflexive)).ShouldBeTrue();
        peer.Agent.SelectedPath!.Destination.ShouldBe(Reflexive);
    }

    [Fact]
    public void An_end_that_nominates_several_pairs_gets_the_best_of_them()
    {
        var peer = new RawPeer(candidate: false);
        peer.AddCandidate(Relay, CandidateType.Relayed, 1_000, "2");
        peer.Answer(peer.TakeRequest(Relay), Relay);
        peer.Receive(peer.Request(nominate: true), Relay);
        peer.Agent.SelectedPath!.Destination.ShouldBe(Relay);

        peer.AddCandidate(RawPeer.RemoteAddress);
        peer.Receive(peer.Request(nominate: true));
        peer.Run(0.06);
        peer.Answer(peer.TakeRequest()).ShouldBeTrue();
        peer.Agent.SelectedPath!.Destination.ShouldBe(RawPeer.RemoteAddress);

        // The worse one again changes nothing.
        peer.Receive(peer.Request(nominate: true), Relay);
        peer.Agent.SelectedPath!.Destination.ShouldBe(RawPeer.RemoteAddress);
    }

    [Fact]
    public void A_nomination_that_is_refused_goes_to_the_next_pair()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling });
        peer.AddCandidate(Reflexive, CandidateType.ServerReflexive, 1_694_498_815, "3");
        var first = peer.TakeRequest();
        peer.Run(0.06);
        peer.Answer(peer.TakeRequest(Reflexive), Reflexive);
        peer.Answer(first);
        peer.Run(0.06);

        peer.Refuse(peer.TakeRequest(), StunErrors.ServerError).ShouldBeTrue();
        peer.Run(0.2);

        RawPeer.Nominates(peer.TakeRequest(Reflexive)).ShouldBeTrue();
        peer.Agent.SelectedPath!.Destination.ShouldBe(Reflexive);
    }

    [Fact]
    public void A_lite_peer_is_always_controlled()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlled }, describe: false, candidate: false);
        peer.Agent.SetRemoteParameters(RawPeer.Remote, isLite: true, peer.Now);
        peer.AddCandidate(RawPeer.RemoteAddress);
        peer.Agent.Role.ShouldBe(IceRole.Controlling);

        peer.Answer(peer.TakeRequest()).ShouldBeTrue();
        peer.Run(0.06);
        var nomination = peer.TakeRequest();
        RawPeer.Nominates(nomination).ShouldBeTrue();
        peer.Answer(nomination);

        peer.Agent.GetStatistics().Pairs.ShouldHaveSingleItem().Nominated.ShouldBeTrue();
    }

    [Fact]
    public void After_the_nomination_no_other_pair_is_checked()
    {
        var peer = new RawPeer();
        for (var i = 0; i < 20; i++)
            peer.AddCandidate(Addresses.Of($"203.0.113.100:{7000 + i}"), CandidateType.ServerReflexive, (uint)(1_000_000 + i), $"f{i}");
        peer.Connect();

        // One consent check is due by then, and none is missed yet.
        peer.Run(6);

        peer.Sent.Select(s => s.Destination).Distinct().ShouldBe([RawPeer.RemoteAddress], ignoreOrder: true);
    }

    [Theory]
    [InlineData(NatKind.None, NatKind.Symmetric)]
    [InlineData(NatKind.PortRestricted, NatKind.PortRestricted)]
    [InlineData(NatKind.AddressRestricted, NatKind.Symmetric)]
    public void A_direct_path_that_is_found_after_a_relayed_one_was_nominated_replaces_it(NatKind a, NatKind b)
    {
        var call = new Call(a, b);
        var opensAt = call.Network.Now + TimeSpan.FromSeconds(2);
        // Whatever goes from client to client gets lost; only the servers are reached.
        call.Network.Filter = (source, destination, _) =>
            call.Network.Now > opensAt || IsServer(source) || IsServer(destination);
        call.Connect();
        call.A.Path.ShouldContain("relay");

        call.Network.RunUntil(() => call.AreSettled && !call.A.Path.Contains("relay", StringComparison.Ordinal), 10).ShouldBeTrue(call.A.Path);

        call.ShouldCarryData();
        call.B.Path.ShouldNotContain("relay");

        static bool IsServer(TransportAddress address) => address.WithPort(0) == RelayNode.Address.WithPort(0) || address.WithPort(0) == StunNode.Address.WithPort(0);
    }

    [Fact]
    public void A_nomination_by_the_controlled_end_is_not_one()
    {
        var peer = new RawPeer(new IceAgentOptions { Role = IceRole.Controlling });
        peer.Answer(peer.TakeRequest());

        peer.Receive(peer.Request(nominate: true, role: IceRole.Controlled));

        peer.Agent.GetStatistics().Pairs.ShouldHaveSingleItem().Nominated.ShouldBeFalse();
    }
}
