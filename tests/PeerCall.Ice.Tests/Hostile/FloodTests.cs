using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Hostile;

/// <summary>Floods of candidates and checks. Alone: what others allocate would be counted here.</summary>
[Collection(nameof(FloodTests))]
public class FloodTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ten_thousand_candidates_make_a_hundred_pairs_and_the_best_are_kept(bool describedFirst)
    {
        var peer = new RawPeer(describe: describedFirst, candidate: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var order = Enumerable.Range(1, 10_000).ToArray();
        new Random(1).Shuffle(order);

        foreach (var i in order)
            peer.AddCandidate(TransportAddress.FromIPv4(0xCB007100 + (uint)(i >> 6), 1000 + (i & 63)), CandidateType.Host, (uint)i, $"f{i}");
        peer.Agent.SetRemoteParameters(RawPeer.Remote, isLite: false, peer.Now);

        var statistics = peer.Agent.GetStatistics();
        statistics.Pairs.Count.ShouldBeLessThanOrEqualTo(100);
        statistics.RemoteCandidates.Count.ShouldBeLessThanOrEqualTo(100);
        statistics.RemoteCandidates.Count(c => c.Priority > 9_890).ShouldBeGreaterThan(90);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public void A_peer_with_the_password_that_checks_from_ten_thousand_ports_gets_its_answers_and_little_more()
    {
        var peer = new RawPeer().Connect();
        for (var i = 0; i < 10_000; i++)
        {
            peer.Now += TimeSpan.FromMilliseconds(1);
            peer.Receive(peer.Request(), Addresses.Of($"203.0.113.8:{i + 1}")).ShouldBeTrue();
        }

        var statistics = peer.Agent.GetStatistics();
        statistics.Pairs.Count.ShouldBeLessThanOrEqualTo(100);
        statistics.RemoteCandidates.Count.ShouldBeLessThanOrEqualTo(100);
        peer.Agent.Session.Sent.Count.ShouldBeLessThan(2_000);
        peer.Sent.Count(s => RawPeer.ClassOf(s.Bytes) is StunClass.Request).ShouldBeLessThan(400, "checks keep their pace");
        peer.Agent.SelectedPath!.Destination.ShouldBe(RawPeer.RemoteAddress);
    }

    [Fact]
    public void A_flood_does_not_push_out_the_path_of_a_peer_that_was_heard()
    {
        var peer = new RawPeer(candidate: false);
        peer.Receive(peer.Request(priority: 1));
        for (var i = 0; i < 1_000; i++)
            peer.AddCandidate(Addresses.Of($"203.0.113.9:{i + 1}"), CandidateType.Host, (uint)(2_000_000_000 + i), $"f{i}");

        peer.Agent.IsValidated(RawPeer.BaseId, RawPeer.RemoteAddress).ShouldBeTrue();
    }

    [Fact]
    public void A_peer_that_claims_another_mapped_address_each_time_fills_nothing()
    {
        var peer = new RawPeer().Connect();
        for (var i = 0; i < 500; i++)
        {
            peer.Run(6);
            peer.Answer(peer.TakeRequest(), mapped: Addresses.Of($"203.0.113.8:{i + 1}")).ShouldBeTrue();
        }
        peer.Agent.GetStatistics().LocalCandidates.Count.ShouldBeLessThan(40);
    }
}

[CollectionDefinition(nameof(FloodTests), DisableParallelization = true)]
public class FloodTestsDefinition;
