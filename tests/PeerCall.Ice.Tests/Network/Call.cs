namespace PeerCall.Ice.Tests.Network;

/// <summary>Two peers, each behind its NAT; A controls unless said otherwise.</summary>
internal sealed class Call
{
    public Call(NatKind a, NatKind b, int seed = 1, bool relay = true, bool sameLan = false, IceAgentOptions? optionsA = null, IceAgentOptions? optionsB = null)
    {
        Network = new VirtualNetwork(seed);
        Network.Attach(StunNode.Address, new StunNode(Network));
        var relayNode = new RelayNode(Network);
        Network.Attach(RelayNode.Address, relayNode);
        var (natA, insideA) = MakeNat(a, "203.0.113.10", "10.0.1.2");
        var (natB, insideB) = sameLan ? (natA, "10.0.1.3") : MakeNat(b, "203.0.113.20", "10.0.2.2");
        A = new Peer(Network, relayNode, natA, insideA + ":0", optionsA ?? new IceAgentOptions { Role = IceRole.Controlling }, seed * 10) { UsesRelay = relay };
        B = new Peer(Network, relayNode, natB, insideB + ":0", optionsB ?? new IceAgentOptions { Role = IceRole.Controlled }, (seed * 10) + 5) { UsesRelay = relay };
        A.Other = B;
        B.Other = A;
    }

    public VirtualNetwork Network { get; }

    public Peer A { get; }

    public Peer B { get; }

    public TimeSpan StartedAt { get; private set; }

    public bool AreConnected => A.IsConnected && B.IsConnected;

    /// <summary>Both use the same nominated path.</summary>
    public bool AreSettled => AreConnected && A.IsNominated && B.IsNominated;

    public bool AreCompleted => A.Agent.State is IceConnectionState.Completed && B.Agent.State is IceConnectionState.Completed;

    /// <summary>Offer, answer, trickle.</summary>
    public Call Start()
    {
        StartedAt = Network.Now;
        A.Describe();
        A.Gather();
        Network.After(A.SignalingDelay, () =>
        {
            B.Describe();
            B.Gather();
        });
        return this;
    }

    public Call Connect(double seconds = 20)
    {
        Start();
        Network.RunUntil(() => AreSettled, seconds).ShouldBeTrue($"{A.Agent.State} {A.Path}, {B.Agent.State} {B.Path}");
        return this;
    }

    /// <summary>Whether data goes both ways.</summary>
    public void ShouldCarryData()
    {
        A.Received.Clear();
        B.Received.Clear();
        A.SendData("from A").ShouldBeTrue();
        B.SendData("from B").ShouldBeTrue();
        Network.Run(1);
        B.Received.ShouldBe(["from A"]);
        A.Received.ShouldBe(["from B"]);
    }

    private (Nat Nat, string Inside) MakeNat(NatKind kind, string outside, string inside)
    {
        var address = Addresses.Of(outside + ":0");
        var nat = new Nat(Network, kind, address);
        Network.Attach(address, nat);
        return (nat, kind is NatKind.None ? outside : inside);
    }
}
