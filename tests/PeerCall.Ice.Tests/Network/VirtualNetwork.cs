using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Network;

/// <summary>A network in virtual time: seeded latency, loss and duplication. Nothing sleeps; time goes to whatever is due next.</summary>
internal sealed class VirtualNetwork(int seed)
{
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _due = new();
    private readonly Dictionary<TransportAddress, INode> _nodes = [];
    private readonly List<IParticipant> _participants = [];
    private long _order;

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(7);

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan Jitter { get; set; } = TimeSpan.FromMilliseconds(4);

    public double Loss { get; set; }

    public double Duplication { get; set; }

    public Random Random => _random;

    public int Steps { get; private set; }

    /// <summary>Sees every datagram on the public wire; false drops it.</summary>
    public Func<TransportAddress, TransportAddress, byte[], bool>? Filter { get; set; }

    public void Attach(TransportAddress address, INode node) => _nodes[address.WithPort(0)] = node;

    public void Attach(IParticipant participant) => _participants.Add(participant);

    public void After(TimeSpan delay, Action action) => _due.Enqueue(action, (Now + delay, _order++));

    public void Transmit(TransportAddress source, TransportAddress destination, byte[] datagram)
    {
        if (Filter?.Invoke(source, destination, datagram) == false || _random.NextDouble() < Loss)
            return;
        var copies = _random.NextDouble() < Duplication ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            After(Delay(), () =>
            {
                if (_nodes.TryGetValue(destination.WithPort(0), out var node))
                    node.Deliver(source, destination, datagram);
            });
        }
    }

    public TimeSpan Delay() => Latency + (Jitter * _random.NextDouble());

    /// <summary>Runs until the condition holds; false if it does not within the limit.</summary>
    public bool RunUntil(Func<bool> condition, double seconds)
    {
        var limit = Now + TimeSpan.FromSeconds(seconds);
        while (!condition())
        {
            var next = _due.TryPeek(out _, out var key) ? key.At : TimeSpan.MaxValue;
            foreach (var participant in _participants)
                next = participant.NextDeadline < next ? participant.NextDeadline : next;
            if (next > limit)
            {
                Now = limit;
                return condition();
            }
            Step(next);
        }
        return true;
    }

    public void Run(double seconds) => RunUntil(() => false, seconds);

    private void Step(TimeSpan next)
    {
        (++Steps).ShouldBeLessThan(2_000_000, "time does not advance");
        Now = next > Now ? next : Now;
        if (_due.TryPeek(out _, out var key) && key.At <= Now)
        {
            _due.Dequeue()();
            return;
        }
        foreach (var participant in _participants)
        {
            if (participant.NextDeadline > Now)
                continue;
            participant.Advance(Now);
            participant.NextDeadline.ShouldBeGreaterThan(Now, "what was due is done");
        }
    }
}

/// <summary>Something at a public address.</summary>
internal interface INode
{
    void Deliver(TransportAddress source, TransportAddress destination, byte[] datagram);
}

/// <summary>Something with deadlines.</summary>
internal interface IParticipant
{
    TimeSpan NextDeadline { get; }

    void Advance(TimeSpan now);
}
