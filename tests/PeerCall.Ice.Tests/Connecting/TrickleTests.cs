using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Connecting;

public class TrickleTests
{
    [Fact]
    public void Descriptions_and_candidates_may_come_in_any_order()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var network = new VirtualNetwork(seed);
            var a = new DirectPair.End(network, Addresses.Of("192.0.2.1:1000"), new IceAgentOptions { Role = IceRole.Controlling }, new SeededRandom(seed));
            var b = new DirectPair.End(network, Addresses.Of("192.0.2.2:2000"), new IceAgentOptions(), new SeededRandom(-seed));
            foreach (var (from, to) in new[] { (a, b), (b, a) })
            {
                var fragment = seed % 2 == 0 ? from.Agent.LocalParameters.UsernameFragment : null;
                Action[] steps =
                [
                    () => to.Agent.SetRemoteParameters(from.Agent.LocalParameters, isLite: false, network.Now),
                    () => to.Agent.AddRemoteCandidate(from.Agent.LocalCandidates[0].ToAttribute(fragment), network.Now),
                    () => to.Agent.EndOfRemoteCandidates(network.Now),
                    () => from.Agent.EndOfLocalCandidates(network.Now),
                ];
                network.Random.Shuffle(steps);
                foreach (var step in steps)
                    network.After(TimeSpan.FromMilliseconds(network.Random.Next(400)), step);
            }

            network.RunUntil(() => a.Agent.State is IceConnectionState.Completed && b.Agent.State is IceConnectionState.Completed, 3).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void A_peer_whose_candidates_never_arrive_is_found_by_its_checks()
    {
        var network = new VirtualNetwork(1);
        var a = new DirectPair.End(network, Addresses.Of("192.0.2.1:1000"), new IceAgentOptions { Role = IceRole.Controlling }, new SeededRandom(1));
        var b = new DirectPair.End(network, Addresses.Of("192.0.2.2:2000"), new IceAgentOptions(), new SeededRandom(2));
        a.Learn(b);
        b.Agent.SetRemoteParameters(a.Agent.LocalParameters, isLite: false, network.Now);

        network.RunUntil(() => a.Agent.MaySend && b.Agent.MaySend, 2).ShouldBeTrue();
        b.Agent.SelectedPath!.RemoteType.ShouldBe(CandidateType.PeerReflexive);

        b.Agent.AddRemoteCandidate(a.Agent.LocalCandidates[0].ToAttribute(null), network.Now);
        b.Agent.SelectedPath!.RemoteType.ShouldBe(CandidateType.Host);
        b.Agent.GetStatistics().RemoteCandidates.Count.ShouldBe(1);
    }

    [Fact]
    public void A_check_over_a_path_that_nobody_would_try_makes_its_pair()
    {
        // A browser on the same machine sends from loopback to any of its addresses; it takes the answer for a valid pair, and sends data over it.
        var loopback = Addresses.Of("127.0.0.1:7000");
        var peer = new RawPeer(candidate: false);
        peer.AddCandidate(loopback);
        peer.Run(1);
        peer.Sent.ShouldBeEmpty();

        peer.Receive(peer.Request(), loopback).ShouldBeTrue();

        peer.Agent.IsValidated(RawPeer.BaseId, loopback).ShouldBeTrue();
        peer.Run(0.1);
        peer.Answer(peer.TakeRequest(loopback), loopback).ShouldBeTrue();
        peer.Agent.MaySend.ShouldBeTrue();
    }

    [Fact]
    public void A_check_before_the_description_is_answered_and_returned_when_the_description_comes()
    {
        var peer = new RawPeer(describe: false, candidate: false);

        peer.Receive(peer.Request()).ShouldBeTrue();
        RawPeer.ClassOf(peer.Sent.ShouldHaveSingleItem().Bytes).ShouldBe(StunClass.SuccessResponse);
        peer.Sent.Clear();
        peer.Run(1);
        peer.Sent.ShouldBeEmpty();

        peer.Agent.SetRemoteParameters(RawPeer.Remote, isLite: false, peer.Now);
        peer.Answer(peer.TakeRequest()).ShouldBeTrue();
        peer.Agent.MaySend.ShouldBeTrue();
    }

    [Fact]
    public void A_check_before_the_description_from_somebody_else_is_forgotten_when_the_description_comes()
    {
        var peer = new RawPeer(describe: false, candidate: false);
        peer.Receive(peer.Request(username: $"{peer.Agent.LocalParameters.UsernameFragment}:other"));
        peer.Sent.Clear();

        peer.Agent.SetRemoteParameters(RawPeer.Remote, isLite: false, peer.Now);
        peer.Run(2);

        peer.Sent.ShouldBeEmpty();
        peer.Agent.IsValidated(RawPeer.BaseId, RawPeer.RemoteAddress).ShouldBeFalse();
    }

    [Fact]
    public void Candidates_of_another_generation_make_no_pairs()
    {
        var peer = new RawPeer(candidate: false);

        peer.Agent.AddRemoteCandidate(Candidate("203.0.113.9:9", fragment: "another1"), peer.Now);
        peer.Run(1);
        peer.Sent.ShouldBeEmpty();

        // The next generation's candidate came first.
        peer.Agent.SetRemoteParameters(new IceParameters("another1", "remotePasswordOf24Letters"), isLite: false, peer.Now);
        peer.Run(1);
        peer.Sent.ShouldContain(s => s.Destination == Addresses.Of("203.0.113.9:9"));
    }

    [Theory]
    [InlineData("0.0.0.0:9")]
    [InlineData("203.0.113.9:0")]
    [InlineData("255.255.255.255:9")]
    [InlineData("224.0.0.1:9")]
    [InlineData("127.0.0.1:9")]
    [InlineData("[::]:9")]
    [InlineData("[ff02::1]:9")]
    [InlineData("[::ffff:192.0.2.1]:9")]
    [InlineData("[2001:db8::1]:9")]
    public void Nothing_is_sent_to_an_address_that_cannot_be_a_peer(string address)
    {
        var peer = new RawPeer(candidate: false);

        peer.AddCandidate(Addresses.Of(address));
        peer.Run(2);

        peer.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void A_local_name_is_resolved_by_the_driver()
    {
        var peer = new RawPeer(candidate: false);
        CandidateAttribute.TryParse("candidate:1 1 udp 2122260223 8f2a6f3e-1b1c-4f0e-9d0a-2f6f1a1b2c3d.local 6000 typ host", out var candidate).ShouldBeTrue();

        peer.Agent.AddRemoteCandidate(candidate!, peer.Now);
        var asked = peer.Events.OfType<NameResolutionNeeded>().ShouldHaveSingleItem();
        asked.Name.ShouldBe("8f2a6f3e-1b1c-4f0e-9d0a-2f6f1a1b2c3d.local");
        peer.Sent.ShouldBeEmpty();
        peer.Agent.ResolveCandidate(asked.Token, Addresses.Of("203.0.113.7:0"), peer.Now);

        peer.Answer(peer.TakeRequest()).ShouldBeTrue();
        peer.Agent.GetStatistics().RemoteCandidates.ShouldHaveSingleItem().Name.ShouldBe(asked.Name);
    }

    [Fact]
    public void A_name_that_is_not_found_or_too_late_or_one_of_thousands_does_no_harm()
    {
        var peer = new RawPeer(candidate: false);
        for (var i = 0; i < 5_000; i++)
        {
            CandidateAttribute.TryParse($"candidate:1 1 udp 2122260223 name-{i}.local 6000 typ host", out var candidate).ShouldBeTrue();
            peer.Agent.AddRemoteCandidate(candidate!, peer.Now);
        }
        var asked = peer.Events.OfType<NameResolutionNeeded>().ToArray();
        asked.Length.ShouldBeLessThanOrEqualTo(32);

        peer.Agent.ResolveCandidate(asked[0].Token, null, peer.Now);
        peer.Agent.ResolveCandidate(asked[0].Token, Addresses.Of("203.0.113.7:1"), peer.Now);
        peer.Agent.Restart(null, peer.Now);
        peer.Agent.ResolveCandidate(asked[1].Token, Addresses.Of("203.0.113.7:1"), peer.Now);

        peer.Agent.GetStatistics().Pairs.ShouldBeEmpty();
    }

    [Fact]
    public void An_agent_is_patient_before_it_fails_and_a_late_peer_still_connects()
    {
        var peer = new RawPeer(candidate: false);
        peer.Agent.EndOfLocalCandidates(peer.Now);
        peer.Agent.EndOfRemoteCandidates(peer.Now);

        peer.Run(39);
        peer.Agent.State.ShouldBe(IceConnectionState.Checking);
        peer.Run(1);
        peer.Agent.State.ShouldBe(IceConnectionState.Failed);

        peer.Receive(peer.Request(nominate: true));
        peer.Run(0.1);
        peer.Answer(peer.TakeRequest()).ShouldBeTrue();
        peer.Agent.State.ShouldBe(IceConnectionState.Completed);
    }

    [Fact]
    public void A_pair_that_never_answers_fails_after_seven_requests()
    {
        var peer = new RawPeer();

        peer.Run(41);

        peer.Sent.Count(s => RawPeer.ClassOf(s.Bytes) is StunClass.Request).ShouldBe(7);
        peer.Sent.Select(s => Convert.ToHexString(s.Bytes)).Distinct(StringComparer.Ordinal).Count().ShouldBe(1, "a retransmission is the same bytes (RFC 8489 §6.2.1)");
        peer.Agent.State.ShouldBe(IceConnectionState.Failed);
    }

    [Fact]
    public void The_interface_of_a_link_local_address_is_the_bases_business()
    {
        var peer = new RawPeer(candidate: false);
        peer.Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = 2, Type = CandidateType.Host, Address = TransportAddress.FromIPv6(UInt128.Parse("338288524927261089654018896841347694593"), 5000, scopeId: 3) }, peer.Now);
        var remote = TransportAddress.FromIPv6(UInt128.Parse("338288524927261089654018896841347694600"), 6000);
        peer.AddCandidate(remote);

        var request = peer.Sent.ShouldHaveSingleItem();
        request.BaseId.ShouldBe(2);
        request.Destination.ShouldBe(remote);
        var writer = new StunWriter(new byte[256], StunMethod.Binding, StunClass.SuccessResponse, TransactionId.Read(request.Bytes.AsSpan(8)));
        writer.Add(StunAttributes.XorMappedAddress, TransportAddress.FromIPv6(UInt128.Parse("338288524927261089654018896841347694593"), 5000));
        var withInterface = TransportAddress.FromIPv6(remote.IPv6Bits, remote.Port, scopeId: 3);
        peer.Agent.Receive(2, in withInterface, RawPeer.Finish(writer, RawPeer.Remote.Password), peer.Now).ShouldBeTrue();

        peer.Agent.SelectedPath!.Destination.ShouldBe(remote);
        peer.Agent.IsValidated(2, in withInterface).ShouldBeTrue();
        peer.Agent.GetStatistics().LocalCandidates.ShouldAllBe(c => c.Type == CandidateType.Host);
    }

    private static CandidateAttribute Candidate(string address, string? fragment = null)
    {
        var parsed = Addresses.Of(address);
        return new CandidateAttribute { Foundation = "1", Priority = 1000, Address = parsed, Port = parsed.Port, Type = CandidateType.Host, UsernameFragment = fragment };
    }
}
