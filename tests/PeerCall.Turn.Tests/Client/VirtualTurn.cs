using System.Globalization;
using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

/// <summary>A client and a server with a network between them, in virtual time: 20 ms each way, loss by a seed.</summary>
internal sealed class VirtualTurn : ITurnClientOutput
{
    public static readonly TransportAddress Peer = FakeTurnServer.Address("203.0.113.9:6000");

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    private readonly PriorityQueue<(byte[] Packet, bool ToServer), (TimeSpan, int)> _network = new();
    private readonly Random _random;
    private readonly TurnClientOptions _options;
    private int _sent;

    public VirtualTurn(Func<TurnClientOptions, TurnClientOptions>? configure = null, double loss = 0, int seed = 1)
    {
        _random = new Random(seed);
        Loss = loss;
        var options = new TurnClientOptions { Credentials = new TurnCredentials("alice", "wonderland") };
        _options = configure?.Invoke(options) ?? options;
        Client = new TurnClient(_options, this);
    }

    public TurnClient Client { get; }

    public FakeTurnServer Server { get; } = new();

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    /// <summary>Share of packets lost, each way.</summary>
    public double Loss { get; set; }

    /// <summary>Changes or drops (null) a packet to the client.</summary>
    public Func<byte[], byte[]?> OnTheWay { get; set; } = static packet => packet;

    /// <summary>Events in words, in their order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Whether refreshes that succeed are among the events.</summary>
    public bool TellsRefreshes { get; set; }

    public TurnFailure? Failure { get; private set; }

    public TurnFailure? Refusal { get; private set; }

    public List<(TransportAddress Peer, byte[] Data)> Received { get; } = [];

    /// <summary>What the client answers data with, from inside the event.</summary>
    public Action<TransportAddress, byte[]>? OnData { get; set; }

    /// <summary>Whether packets and data are counted only.</summary>
    public bool IsQuiet { get; set; }

    public int QuietPackets { get; private set; }

    /// <summary>Allocated, with nothing lost.</summary>
    public static VirtualTurn Allocated(Func<TurnClientOptions, TurnClientOptions>? configure = null, Action<FakeTurnServer>? server = null)
    {
        var turn = new VirtualTurn(configure);
        server?.Invoke(turn.Server);
        turn.Allocate();
        turn.Client.Allocation.ShouldNotBeNull();
        return turn;
    }

    public void Allocate()
    {
        Client.Start(Now);
        Run(TimeSpan.FromSeconds(60), until: () => Events.Count > 0);
    }

    /// <summary>Data until it goes over a channel.</summary>
    public void Bind()
    {
        Client.Send(Peer, [1], Now);
        Run(TimeSpan.FromSeconds(1));
        Client.Send(Peer, [2], Now).ShouldBe(TurnSendResult.AsChannelData);
        Run(TimeSpan.FromSeconds(1));
    }

    public void DeliverToClient(byte[] packet) => Client.Receive(packet, Now);

    /// <summary>Lets time pass: packets arrive, deadlines come.</summary>
    public void Run(TimeSpan duration, Func<bool>? until = null)
    {
        var end = Now + duration;
        while (until?.Invoke() is not true)
        {
            var packetAt = _network.TryPeek(out _, out var order) ? order.Item1 : TimeSpan.MaxValue;
            var deadline = Client.Deadline;
            if (packetAt > end && deadline > end)
            {
                Now = end;
                return;
            }
            if (packetAt <= deadline)
            {
                Now = packetAt;
                Deliver();
            }
            else
            {
                Now = deadline > Now ? deadline : Now;
                Client.Advance(Now);
                Client.Deadline.ShouldBeGreaterThan(Now, "a deadline that does not move would spin");
            }
        }
    }

    public void Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        if (IsQuiet)
            QuietPackets++;
        else
            Put([.. header, .. payload], toServer: true);
    }

    public void Allocated(TurnAllocation allocation) => Events.Add("allocated");

    public void Refreshed()
    {
        if (TellsRefreshes)
            Events.Add("refreshed");
    }

    public void Data(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        if (IsQuiet)
        {
            QuietPackets++;
            return;
        }
        Received.Add((peer, data.ToArray()));
        OnData?.Invoke(peer, data.ToArray());
    }

    public void PermissionGranted(in TransportAddress peer) => Events.Add($"granted {peer}");

    public void PermissionRefused(in TransportAddress peer, TurnFailure failure)
    {
        Refusal = failure;
        Events.Add($"refused {peer}");
    }

    public void RefreshRefused(TurnFailure failure)
    {
        Refusal = failure;
        Events.Add("refresh refused");
    }

    public void Failed(TurnFailure failure)
    {
        Failure.ShouldBeNull("a failure is said once");
        Failure = failure;
        Events.Add(string.Create(CultureInfo.InvariantCulture, $"failed {failure.Code}"));
    }

    public void Closed() => Events.Add("closed");

    private void Put(byte[] packet, bool toServer)
    {
        // Streams lose nothing.
        if (!_options.Reliable && _random.NextDouble() < Loss)
            return;
        _network.Enqueue((packet, toServer), (Now + Latency, _sent++));
    }

    private void Deliver()
    {
        var (packet, toServer) = _network.Dequeue();
        if (!toServer)
            Client.Receive(packet, Now);
        else if (Server.Receive(packet, Now) is { } response && OnTheWay(response) is { } changed)
            Put(changed, toServer: false);
    }
}
