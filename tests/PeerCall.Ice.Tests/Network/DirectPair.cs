using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Network;

/// <summary>Two agents on one wire without signaling or NATs, for what concerns the agents alone.</summary>
internal sealed class DirectPair
{
    public DirectPair(VirtualNetwork network, IIceRandom a, IIceRandom b, IceAgentOptions? optionsA = null, IceAgentOptions? optionsB = null)
    {
        A = new End(network, Addresses.Of("192.0.2.1:1000"), optionsA ?? new IceAgentOptions { Role = IceRole.Controlling }, a);
        B = new End(network, Addresses.Of("192.0.2.2:2000"), optionsB ?? new IceAgentOptions { Role = IceRole.Controlling }, b);
        A.Learn(B);
        B.Learn(A);
    }

    public End A { get; }

    public End B { get; }

    internal sealed class End : IIceOutput, IParticipant, INode
    {
        private readonly VirtualNetwork _network;
        private readonly TransportAddress _address;

        public End(VirtualNetwork network, TransportAddress address, IceAgentOptions options, IIceRandom random)
        {
            _network = network;
            _address = address;
            Agent = new IceAgent(options, this, random);
            Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = 1, Type = CandidateType.Host, Address = address }, network.Now);
            network.Attach(address, this);
            network.Attach(this);
        }

        public IceAgent Agent { get; }

        public List<TimeSpan> SentAt { get; } = [];

        public TimeSpan NextDeadline => Agent.NextDeadline;

        public void Advance(TimeSpan now) => Agent.Advance(now);

        public void Learn(End other)
        {
            Agent.SetRemoteParameters(other.Agent.LocalParameters, isLite: false, _network.Now);
            Agent.AddRemoteCandidate(other.Agent.LocalCandidates[0].ToAttribute(null), _network.Now);
        }

        public void Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram)
        {
            SentAt.Add(_network.Now);
            _network.Transmit(_address, destination, datagram.ToArray());
        }

        public void Deliver(TransportAddress source, TransportAddress destination, byte[] datagram) => Agent.Receive(1, source, datagram, _network.Now);
    }
}
