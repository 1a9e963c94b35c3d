using PeerCall.Ice.Tests.Network;
using PeerCall.Measuring;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Connecting;

public class StatisticsTests
{
    [Fact]
    public void The_selected_pair_tells_what_it_is_and_what_it_carried()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone).Connect();
        call.A.SendData("12345");
        call.Network.Run(30);

        var statistics = call.A.Agent.GetStatistics();
        var pair = statistics.Pairs.Single(p => p.Id == statistics.SelectedCandidatePairId);
        pair.Nominated.ShouldBeTrue();
        pair.State.ShouldBe(CandidatePairState.Succeeded);
        pair.BytesSent.ShouldBe(6);
        pair.PacketsSent.ShouldBe(1);
        pair.RequestsSent.ShouldBeGreaterThan(pair.ConsentRequestsSent);
        pair.ResponsesReceived.ShouldBeInRange(pair.RequestsSent - 2, pair.RequestsSent);
        pair.ResponsesSent.ShouldBe(pair.RequestsReceived);
        pair.CurrentRoundTripTime!.Value.ShouldBeInRange(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(48));
        statistics.LocalCandidates.Single(c => c.Id == pair.LocalCandidateId).Type.ShouldBe(CandidateType.ServerReflexive);
        statistics.RemoteCandidates.Single(c => c.Id == pair.RemoteCandidateId).CandidateType.ShouldBe(CandidateType.ServerReflexive);
        call.B.Agent.GetStatistics().Pairs.Sum(p => p.BytesReceived).ShouldBe(6);
    }

    [Fact]
    public void Two_hosts_on_one_network_meet_there()
    {
        var call = new Call(NatKind.Symmetric, NatKind.Symmetric, sameLan: true).Connect();
        call.A.Path.ShouldBe("host-host");
        call.B.Path.ShouldBe("host-host");
        (call.A.NominatedAt!.Value - call.StartedAt).ShouldBeLessThan(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void A_relay_tells_its_protocol_and_server()
    {
        var call = new Call(NatKind.UdpBlocked, NatKind.None).Connect();
        var statistics = call.A.Agent.GetStatistics();
        var pair = statistics.Pairs.Single(p => p.Id == statistics.SelectedCandidatePairId);
        var local = statistics.LocalCandidates.Single(c => c.Id == pair.LocalCandidateId);

        local.Type.ShouldBe(CandidateType.Relayed);
        local.RelayProtocol.ShouldBe(RelayProtocol.Tcp);
        local.Server.ShouldBe("turn:relay");
    }

    [Fact]
    public void States_come_in_their_order_and_each_once()
    {
        var call = new Call(NatKind.FullCone, NatKind.FullCone).Connect();
        call.Network.RunUntil(() => call.AreCompleted, 5).ShouldBeTrue();
        call.A.Agent.Close();
        call.A.Advance(call.Network.Now);

        call.A.Events.OfType<ConnectionStateChanged>().Select(e => e.State)
            .ShouldBe([IceConnectionState.Checking, IceConnectionState.Connected, IceConnectionState.Completed, IceConnectionState.Closed]);
    }

    [Fact]
    public void Without_a_path_a_call_fails_and_says_so()
    {
        var call = new Call(NatKind.Symmetric, NatKind.Symmetric, relay: false).Start();

        call.Network.RunUntil(() => call.A.Agent.State is IceConnectionState.Failed && call.B.Agent.State is IceConnectionState.Failed, 60).ShouldBeTrue();
        (call.Network.Now - call.StartedAt).ShouldBeGreaterThan(TimeSpan.FromSeconds(39));
        call.A.Agent.MaySend.ShouldBeFalse();
    }

    [Fact]
    public void A_closed_agent_is_silent()
    {
        var peer = new RawPeer().Connect();
        peer.Agent.Close();

        peer.Receive(peer.Request()).ShouldBeFalse();
        peer.AddCandidate(Addresses.Of("203.0.113.9:1"));
        peer.Agent.Advance(peer.Now + TimeSpan.FromHours(1));
        peer.Agent.MaySend.ShouldBeFalse();
        peer.Agent.NextDeadline.ShouldBe(TimeSpan.MaxValue);
        peer.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void A_call_that_stands_allocates_nothing()
    {
        var sink = new AnsweringOutput();
        var agent = sink.Connect();
        var requests = sink.MakeRequests(400);
        for (var i = 0; i < 200; i++)
            sink.Step(agent, requests[i]);
        var next = 200;

        AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 40; i++)
                sink.Step(agent, requests[next++]);
        }).ShouldBe(0);
        agent.MaySend.ShouldBeTrue();
    }

    /// <summary>The other end without a heap: it keeps the last request and answers it in place.</summary>
    private sealed class AnsweringOutput : IIceOutput
    {
        private static readonly byte[] RemoteKey = CredentialKey.ShortTerm(RawPeer.Remote.Password);
        private readonly byte[] _last = new byte[1024];
        private readonly byte[] _answer = new byte[256];
        private TimeSpan _now = TimeSpan.FromSeconds(100);
        private int _length;
        private string _fragment = "";
        private string _password = "";

        public void Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram)
        {
            // Requests alone; the agent's answers are not looked at.
            if (datagram[0] != 0)
                return;
            datagram.CopyTo(_last);
            _length = datagram.Length;
        }

        public IceAgent Connect()
        {
            var agent = new IceAgent(new IceAgentOptions(), this, new SeededRandom(1));
            agent.AddLocalCandidate(new LocalCandidateInit { BaseId = 1, Type = CandidateType.Host, Address = RawPeer.LocalAddress }, _now);
            agent.SetRemoteParameters(RawPeer.Remote, isLite: false, _now);
            agent.AddRemoteCandidate(new CandidateAttribute { Foundation = "1", Priority = 1000, Address = RawPeer.RemoteAddress, Port = RawPeer.RemoteAddress.Port, Type = CandidateType.Host }, _now);
            (_fragment, _password) = (agent.LocalParameters.UsernameFragment, agent.LocalParameters.Password);
            return agent;
        }

        public byte[][] MakeRequests(int count) => [.. Enumerable.Range(0, count).Select(_ =>
        {
            var writer = new StunWriter(new byte[256], StunMethod.Binding, StunClass.Request, TransactionId.Random());
            writer.AddBytes(StunAttributeType.Username, System.Text.Encoding.ASCII.GetBytes($"{_fragment}:{RawPeer.Remote.UsernameFragment}"));
            writer.Add(StunAttributes.Priority, 1000u);
            writer.Add(StunAttributes.IceControlling, 7ul);
            writer.AddFlag(StunAttributeType.UseCandidate);
            return RawPeer.Finish(writer, _password);
        })];

        public void Step(IceAgent agent, byte[] request)
        {
            agent.Receive(1, RawPeer.RemoteAddress, request, _now);
            agent.DatagramReceived(1, RawPeer.RemoteAddress, 100, _now);
            agent.DatagramSent(100, _now);
            if (_length > 0)
            {
                var writer = new StunWriter(_answer, StunMethod.Binding, StunClass.SuccessResponse, TransactionId.Read(_last.AsSpan(8)));
                writer.Add(StunAttributes.XorMappedAddress, RawPeer.LocalAddress);
                writer.AddIntegrity(RemoteKey);
                writer.AddFingerprint();
                agent.Receive(1, RawPeer.RemoteAddress, writer.Written, _now);
                _length = 0;
            }
            _now += TimeSpan.FromSeconds(3);
            agent.Advance(_now);
            while (agent.TryTakeEvent(out _))
            {
            }
        }
    }
}
