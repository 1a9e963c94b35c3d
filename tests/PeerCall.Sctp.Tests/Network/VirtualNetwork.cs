namespace PeerCall.Sctp.Tests;

/// <summary>One direction of a path. Everything random comes from the network's seed.</summary>
internal sealed record Wire
{
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Each packet is late by up to this much, which reorders.</summary>
    public TimeSpan Jitter { get; init; }

    public double Loss { get; init; }

    public double Duplication { get; init; }

    /// <summary>Larger packets vanish.</summary>
    public int MaxPacket { get; init; } = int.MaxValue;

    /// <summary>Zero: without limit.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>What waits for a slow link beyond this is dropped.</summary>
    public TimeSpan Queue { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Two ends, a wire each way, and a clock that jumps from event to event.</summary>
internal sealed class VirtualNetwork(int seed)
{
    private readonly PriorityQueue<(IEndpoint To, byte[] Packet), (TimeSpan At, long Order)> _packets = new();
    private readonly Dictionary<IEndpoint, TimeSpan> _busyUntil = [];
    private readonly Random _random = new(seed);
    private long _order;

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(7);

    /// <summary>The wire in both directions.</summary>
    public Wire Wire { get; set; } = new();

    /// <summary>Lets a test drop or look at packets: false drops.</summary>
    public Func<IEndpoint, byte[], bool>? Filter { get; set; }

    public List<IEndpoint> Endpoints { get; } = [];

    public void Send(IEndpoint to, ReadOnlySpan<byte> packet)
    {
        var bytes = packet.ToArray();
        if (Filter?.Invoke(to, bytes) == false || bytes.Length > Wire.MaxPacket || _random.NextDouble() < Wire.Loss)
            return;
        var leaves = Now;
        if (Wire.BytesPerSecond > 0)
        {
            leaves = _busyUntil.GetValueOrDefault(to);
            leaves = leaves < Now ? Now : leaves;
            if (leaves - Now > Wire.Queue)
                return;
            _busyUntil[to] = leaves += TimeSpan.FromSeconds(bytes.Length / Wire.BytesPerSecond);
        }

        Deliver(to, bytes, leaves);
        if (_random.NextDouble() < Wire.Duplication)
            Deliver(to, bytes, leaves);
    }

    /// <summary>Runs until the condition holds. False if it does not within the limit, or nothing can happen any more.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = Now + limit;
        while (!condition())
        {
            var next = _packets.TryPeek(out _, out var due) ? due.At : TimeSpan.MaxValue;
            foreach (var endpoint in Endpoints)
                next = endpoint.Deadline < next ? endpoint.Deadline : next;
            if (next > end)
            {
                Now = end;
                return condition();
            }

            Now = next > Now ? next : Now;
            while (_packets.TryPeek(out var packet, out due) && due.At <= Now)
            {
                _packets.Dequeue();
                packet.To.Receive(packet.Packet, Now);
            }

            foreach (var endpoint in Endpoints)
            {
                if (endpoint.Deadline <= Now)
                    endpoint.Advance(Now);
            }
        }

        return true;
    }

    public void Run(TimeSpan time) => RunUntil(() => false, time);

    private void Deliver(IEndpoint to, byte[] packet, TimeSpan leaves) =>
        _packets.Enqueue((to, packet), (leaves + Wire.Delay + (Wire.Jitter * _random.NextDouble()), _order++));
}

internal interface IEndpoint
{
    TimeSpan Deadline { get; }

    void Receive(byte[] packet, TimeSpan now);

    void Advance(TimeSpan now);
}
