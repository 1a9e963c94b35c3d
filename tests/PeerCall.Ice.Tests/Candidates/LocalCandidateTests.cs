using PeerCall.Ice.Tests.Network;

namespace PeerCall.Ice.Tests.Candidates;

public class LocalCandidateTests
{
    private readonly RawPeer _peer = new(candidate: false);

    [Fact]
    public void Priorities_are_those_of_the_formula()
    {
        CandidatePriority.Of(CandidateType.Host, 65535).ShouldBe(2130706431u);
        CandidatePriority.Of(CandidateType.ServerReflexive, 65535).ShouldBe(1694498815u);
        CandidatePriority.Of(CandidateType.PeerReflexive, 65535).ShouldBe(1862270975u);
        CandidatePriority.Of(CandidateType.Relayed, 65535).ShouldBe(16777215u);
        CandidatePriority.OfPair(2130706431, 1694498815).ShouldBe((1694498815ul << 32) + (2 * 2130706431ul) + 1);
        CandidatePriority.OfPair(1694498815, 2130706431).ShouldBe((1694498815ul << 32) + (2 * 2130706431ul));
    }

    [Fact]
    public void Families_alternate_so_that_a_broken_one_delays_the_other_little()
    {
        var added = new[] { "[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::3]:1", "192.0.2.21:1", "192.0.2.22:1" }.Select((a, i) => Add(10 + i, CandidateType.Host, a)!).ToArray();

        var families = added.OrderByDescending(c => c.Priority).Select(c => c.Address.IsIPv6);

        families.ShouldBe([true, true, false, true, false], "the agent's first IPv4 host is elsewhere in the list");
        added.Concat(_peer.Agent.LocalCandidates).DistinctBy(c => c.Id, StringComparer.Ordinal).Select(c => c.Priority).ShouldBeUnique();
    }

    [Fact]
    public void A_relay_over_udp_comes_before_tcp_and_tcp_before_tls()
    {
        var tls = Add(10, CandidateType.Relayed, "198.51.100.2:1", RelayProtocol.Tls)!;
        var udp = Add(11, CandidateType.Relayed, "198.51.100.2:2", RelayProtocol.Udp)!;
        var tcp = Add(12, CandidateType.Relayed, "198.51.100.2:3", RelayProtocol.Tcp)!;

        udp.Priority.ShouldBeGreaterThan(tcp.Priority);
        tcp.Priority.ShouldBeGreaterThan(tls.Priority);
        new[] { tls.Foundation, udp.Foundation, tcp.Foundation }.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Fact]
    public void Foundations_join_what_shares_type_interface_and_server()
    {
        var first = Add(10, CandidateType.Host, "192.0.2.21:1")!;
        var samePlace = Add(11, CandidateType.Host, "192.0.2.21:2")!;
        var elsewhere = Add(12, CandidateType.Host, "192.0.2.22:1")!;
        var reflexive = Add(10, CandidateType.ServerReflexive, "203.0.113.1:1")!;

        (samePlace.Foundation == first.Foundation).ShouldBeTrue();
        (elsewhere.Foundation == first.Foundation).ShouldBeFalse();
        (reflexive.Foundation == first.Foundation).ShouldBeFalse();
    }

    [Fact]
    public void A_candidate_that_tells_nothing_new_is_not_one()
    {
        Add(10, CandidateType.Host, "192.0.2.21:1").ShouldNotBeNull();
        Add(10, CandidateType.Host, "192.0.2.21:1").ShouldBeNull();
        Add(10, CandidateType.ServerReflexive, "192.0.2.21:1").ShouldBeNull("no NAT");
        Add(10, CandidateType.ServerReflexive, "203.0.113.1:1").ShouldNotBeNull();
        Add(10, CandidateType.ServerReflexive, "203.0.113.1:1").ShouldBeNull("two servers, one answer");
        Should.Throw<ArgumentException>(() => Add(99, CandidateType.ServerReflexive, "203.0.113.1:1"));
        Should.Throw<ArgumentException>(() => Add(98, CandidateType.PeerReflexive, "203.0.113.1:1"));
    }

    [Fact]
    public void A_driver_may_rank_its_interfaces_itself()
    {
        var vpn = _peer.Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = 10, Type = CandidateType.Host, Address = Addresses.Of("192.0.2.30:1"), LocalPreference = 10 }, _peer.Now)!;
        vpn.Priority.ShouldBe(CandidatePriority.Of(CandidateType.Host, 10));
    }

    [Fact]
    public void Parameters_are_random_and_long_enough()
    {
        var seen = Enumerable.Range(0, 100).Select(_ => IceParameters.Create(CryptographicIceRandom.Instance)).ToArray();

        seen.ShouldAllBe(p => p.IsValid && p.UsernameFragment.Length * 6 >= 24 && p.Password.Length * 6 >= 128);
        seen.Select(p => p.Password).Distinct(StringComparer.Ordinal).Count().ShouldBe(100);
    }

    private LocalCandidate? Add(int baseId, CandidateType type, string address, RelayProtocol relayProtocol = RelayProtocol.None) =>
        _peer.Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = baseId, Type = type, Address = Addresses.Of(address), RelayProtocol = relayProtocol }, _peer.Now);
}
