using PeerCall.Ice.Tests.Network;

namespace PeerCall.Ice.Tests.Connecting;

public class PacingTests
{
    [Fact]
    public void New_checks_leave_fifty_milliseconds_apart()
    {
        var peer = new RawPeer(candidate: false);
        for (var i = 0; i < 10; i++)
            peer.AddCandidate(Addresses.Of($"203.0.113.9:{i + 1}"), foundation: $"f{i}");

        for (var sent = 1; sent <= 9; sent++)
        {
            peer.Sent.Count.ShouldBe(sent);
            peer.Run(0.05);
        }
    }

    [Fact]
    public void Agents_that_share_a_pacer_take_turns()
    {
        var network = new VirtualNetwork(1);
        var pacer = new CheckPacer();
        var ends = new List<DirectPair.End>();
        for (var i = 0; i < 10; i++)
        {
            var end = new DirectPair.End(network, Addresses.Of($"192.0.2.{i + 1}:1000"), new IceAgentOptions { Pacer = pacer, MinRetransmissionTimeout = TimeSpan.FromSeconds(5) }, new SeededRandom(i));
            end.Agent.SetRemoteParameters(RawPeer.Remote, isLite: false, network.Now);
            for (var j = 0; j < 3; j++)
                end.Agent.AddRemoteCandidate(new CandidateAttribute { Foundation = $"f{j}", Priority = 100, Address = RawPeer.RemoteAddress.WithPort(j + 1), Port = (ushort)(j + 1), Type = CandidateType.Host }, network.Now);
            ends.Add(end);
        }

        network.Run(0.52);

        ends.ShouldAllBe(e => e.SentAt.Count >= 1);
        var times = ends.SelectMany(e => e.SentAt).Order().ToArray();
        times.Zip(times.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void One_check_of_a_foundation_goes_first_and_its_success_lets_the_others_go()
    {
        var peer = new RawPeer(candidate: false);
        for (var i = 0; i < 5; i++)
            peer.AddCandidate(Addresses.Of($"203.0.113.9:{i + 1}"), priority: (uint)(1000 - i), foundation: "same");
        peer.Run(0.4);
        peer.Sent.Select(s => s.Destination).Distinct().Count().ShouldBe(1);

        peer.Answer(peer.TakeRequest(Addresses.Of("203.0.113.9:1")), Addresses.Of("203.0.113.9:1"));
        peer.Run(0.25);

        peer.Sent.Select(s => s.Destination).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Better_pairs_are_checked_first()
    {
        var peer = new RawPeer(candidate: false);
        peer.AddCandidate(Addresses.Of("203.0.113.9:1"), priority: 1, foundation: "a");
        peer.AddCandidate(Addresses.Of("203.0.113.9:2"), priority: 2, foundation: "b");
        peer.AddCandidate(Addresses.Of("203.0.113.9:3"), priority: 3, foundation: "c");
        peer.Run(0.15);

        peer.Sent.Select(s => (int)s.Destination.Port).ShouldBe([1, 3, 2], "the first left before the others were there");
    }
}
