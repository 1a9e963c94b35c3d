using System.Text;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Network;

/// <summary>A driver for an agent in the virtual network: sockets, gathering, signaling to the other one.</summary>
internal sealed class Peer : IIceOutput, IParticipant
{
    private readonly VirtualNetwork _network;
    private readonly Dictionary<int, Action<TransportAddress, byte[]>> _bases = [];
    private readonly RelayNode _relay;
    private int _lastBase;

    public Peer(VirtualNetwork network, RelayNode relay, Nat nat, string address, IceAgentOptions options, int seed)
    {
        _network = network;
        _relay = relay;
        Nat = nat;
        Address = Addresses.Of(address);
        var pacer = options.Pacer ?? new CheckPacer();
        Agent = new IceAgent(options with { Pacer = pacer }, this, new SeededRandom(seed));
        Gatherer = new ServerReflexiveGatherer(this, new SeededRandom(seed + 1), pacer);
        network.Attach(this);
    }

    public IceAgent Agent { get; }

    public ServerReflexiveGatherer Gatherer { get; }

    public Nat Nat { get; }

    public TransportAddress Address { get; set; }

    public Peer Other { get; set; } = null!;

    public TimeSpan SignalingDelay { get; set; } = TimeSpan.FromMilliseconds(40);

    public bool UsesHost { get; set; } = true;

    public bool UsesStun { get; set; } = true;

    public bool UsesRelay { get; set; }

    public List<IceEvent> Events { get; } = [];

    public List<string> Received { get; } = [];

    public int Refused { get; private set; }

    public int Sent { get; private set; }

    public TimeSpan? ConnectedAt { get; private set; }

    public TimeSpan? NominatedAt { get; private set; }

    public TimeSpan NextDeadline => Agent.NextDeadline < Gatherer.NextDeadline ? Agent.NextDeadline : Gatherer.NextDeadline;

    public bool IsConnected => Agent.State is IceConnectionState.Connected or IceConnectionState.Completed;

    /// <summary>As <c>host-srflx</c>, this end first.</summary>
    public string Path => Agent.SelectedPath is { } path ? $"{path.LocalType.ToWord()}-{path.RemoteType.ToWord()}" : "none";

    public bool IsNominated => Agent.GetStatistics() is var s && s.Pairs.Any(p => p.Id == s.SelectedCandidatePairId && p.Nominated);

    public void Advance(TimeSpan now)
    {
        Gatherer.Advance(now);
        Agent.Advance(now);
        Collect();
    }

    public void Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram)
    {
        Sent++;
        if (_bases.TryGetValue(baseId, out var send))
            send(destination, datagram.ToArray());
    }

    /// <summary>Sends application data, as a transport would.</summary>
    public bool SendData(string text)
    {
        if (!Agent.MaySend || Agent.SelectedPath is not { } path)
            return false;
        var bytes = Encoding.UTF8.GetBytes("\u007f" + text);
        Agent.DatagramSent(bytes.Length, _network.Now);
        _bases[path.BaseId](path.Destination, bytes);
        return true;
    }

    public int AddHost()
    {
        var id = ++_lastBase;
        var inside = Address.WithPort(50_000 + id);
        _bases[id] = (destination, bytes) => Nat.Send(inside, destination, bytes);
        Nat.Attach(inside, (source, bytes) => Receive(id, source, bytes));
        Signal(Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = id, Type = CandidateType.Host, Address = inside }, _network.Now));
        return id;
    }

    public void AddRelay()
    {
        _network.After(_network.Delay() * 4, () =>
        {
            var id = ++_lastBase;
            var relayed = _relay.Allocate((source, bytes) => Receive(id, source, bytes));
            _bases[id] = (destination, bytes) => _network.After(_network.Delay(), () => _relay.Send(relayed, destination, bytes));
            Signal(Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = id, Type = CandidateType.Relayed, Address = relayed, RelayProtocol = RelayProtocol.Tcp, Server = "turn:relay" }, _network.Now));
        });
    }

    /// <summary>Gathers and trickles.</summary>
    public void Gather()
    {
        if (UsesHost)
        {
            var id = AddHost();
            if (UsesStun)
                Gatherer.Ask(id, StunNode.Address, "stun:server", _network.Now);
        }
        if (UsesRelay)
            AddRelay();
        _network.After(TimeSpan.FromMilliseconds(300), EndGathering);
        Collect();
    }

    public void EndGathering()
    {
        Agent.EndOfLocalCandidates(_network.Now);
        var fragment = Agent.LocalParameters.UsernameFragment;
        Deliver(() =>
        {
            if (Other.Agent.RemoteParameters?.UsernameFragment == fragment)
                Other.Agent.EndOfRemoteCandidates(_network.Now);
        });
        Collect();
    }

    /// <summary>Sends a description: parameters, and with a restart the candidates again.</summary>
    public void Describe(bool withCandidates = false)
    {
        var parameters = Agent.LocalParameters;
        Deliver(() => Other.Agent.SetRemoteParameters(parameters, isLite: false, _network.Now));
        if (!withCandidates)
            return;
        foreach (var candidate in Agent.LocalCandidates)
            Signal(candidate);
        EndGathering();
    }

    public void Restart()
    {
        Agent.Restart(null, _network.Now);
        Describe(withCandidates: true);
        Collect();
    }

    /// <summary>The network goes away under a socket.</summary>
    public void Cut(int baseId)
    {
        _bases.Remove(baseId);
        Agent.RemoveBase(baseId, _network.Now);
        Collect();
    }

    public void Receive(int baseId, TransportAddress source, byte[] datagram)
    {
        var now = _network.Now;
        if (StunHeader.IsStun(datagram))
        {
            if (!Gatherer.Receive(baseId, source, datagram, now))
                Agent.Receive(baseId, source, datagram, now);
        }
        else if (Agent.IsValidated(baseId, source))
        {
            Agent.DatagramReceived(baseId, source, datagram.Length, now);
            Received.Add(Encoding.UTF8.GetString(datagram.AsSpan(1)));
        }
        else
        {
            Refused++;
        }
        Collect();
    }

    private void Signal(LocalCandidate? candidate)
    {
        if (candidate is null)
            return;
        var line = candidate.ToAttribute(Agent.LocalParameters.UsernameFragment).ToString();
        Deliver(() =>
        {
            CandidateAttribute.TryParse(line, out var parsed).ShouldBeTrue(line);
            Other.Agent.AddRemoteCandidate(parsed!, _network.Now);
        });
    }

    private void Deliver(Action action) => _network.After(SignalingDelay, () =>
    {
        action();
        Other.Collect();
    });

    private void Collect()
    {
        while (Gatherer.TryTakeResult(out var result))
        {
            if (result.MappedAddress is { } mapped)
                Signal(Agent.AddLocalCandidate(new LocalCandidateInit { BaseId = result.BaseId, Type = CandidateType.ServerReflexive, Address = mapped, RelatedAddress = Address, Server = result.Server }, _network.Now));
        }
        while (Agent.TryTakeEvent(out var next))
        {
            Events.Add(next);
            if (next is RestartedByPeer)
                Describe(withCandidates: true);
        }
        if (IsConnected)
            ConnectedAt ??= _network.Now;
        if (NominatedAt is null && IsConnected && IsNominated)
            NominatedAt = _network.Now;
    }
}
