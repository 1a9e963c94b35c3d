using System.Diagnostics;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>Pairs on one loop, and the flows in both directions between them.</summary>
internal sealed class RelayedPairs : IDisposable
{
    private const int BatchSlots = 64;
    private const int SlotBytes = 2048;
    private const int JoinedSlots = 8;
    private const int JoinedSlotBytes = 1 << 16;

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly List<RelayedPair> _pairs = [];
    private readonly List<Flow> _flows = [];
    private readonly Epoll _epoll = new();
    private readonly ReceiveBatch _received;
    private readonly SendBatch _channelData = new(BatchSlots, framed: true);
    private readonly SendBatch _bare = new(BatchSlots, framed: false);
    private readonly bool _offload;

    private RelayedPairs(bool offload)
    {
        _offload = offload;
        _received = offload ? new ReceiveBatch(JoinedSlots, JoinedSlotBytes) : new ReceiveBatch(BatchSlots, SlotBytes);
    }

    /// <summary>All flows; <c>2n</c> and <c>2n+1</c> are the two directions of a pair.</summary>
    public IReadOnlyList<Flow> Flows => _flows;

    /// <summary>Whether nothing is in flight.</summary>
    public bool IsDrained => _flows.TrueForAll(static flow => flow.InFlight == 0);

    /// <summary>Packets that have arrived, of all flows.</summary>
    public long Arrived => _flows.Sum(static flow => flow.Arrived);

    /// <summary>Packets that are lost, of all flows.</summary>
    public long Lost => _flows.Sum(static flow => flow.Lost);

    /// <summary>Opens pairs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="open">Opens the one of a number.</param>
    /// <param name="offload">Whether the generator sends and receives with segmentation offload.</param>
    /// <exception cref="LoadFailure">The server refused.</exception>
    public static RelayedPairs Open(int count, Func<int, RelayedPair> open, bool offload = false)
    {
        var pairs = new RelayedPairs(offload);
        try
        {
            for (var number = 0; number < count; number++)
            {
                var pair = open(number);
                pairs._pairs.Add(pair);
                pairs.Watch(pair);
            }

            return pairs;
        }
        catch
        {
            pairs.Dispose();
            throw;
        }
    }

    /// <summary>Sends the next packets of a flow, in one call; one burst where there is segmentation offload.</summary>
    /// <param name="flow">Whose.</param>
    /// <param name="count">Up to 64.</param>
    /// <param name="due">When they were due, in Stopwatch ticks.</param>
    public void Send(Flow flow, int count, long due)
    {
        var batch = flow.SendsChannelData ? _channelData : _bare;
        count = Math.Min(count, batch.Capacity);
        var now = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            Packet.Stamp(batch[i], flow.Index, flow.Next + (uint)i, due, now);
        flow.Sent(_offload ? batch.SendBurst(flow.Sender, count) : batch.Send(flow.Sender, count));
    }

    /// <summary>One turn: what has arrived is read, and the traffic is told.</summary>
    /// <param name="traffic">Who wants to know.</param>
    /// <param name="timeoutMs">Milliseconds to wait for something; 0 spins.</param>
    public void Turn(IPacketTraffic traffic, int timeoutMs)
    {
        var ready = _epoll.Wait(timeoutMs);
        for (var i = 0; i < ready; i++)
        {
            var flow = _flows[_epoll.Ready(i).Key];
            var slots = _received.Receive(flow.Receiver);
            for (var slot = 0; slot < slots; slot++)
                Read(flow, _received[slot], traffic);
            traffic.Drained(this, flow);
        }
    }

    /// <summary>Turns until all that was sent has arrived or nothing has for a while; what is missing then is lost.</summary>
    public void Drain(IPacketTraffic traffic)
    {
        var arrived = Arrived;
        for (var since = Stopwatch.GetTimestamp(); !IsDrained && Stopwatch.GetElapsedTime(since) < Quiet;)
        {
            Turn(traffic, 1);
            if (Arrived == arrived)
                continue;
            arrived = Arrived;
            since = Stopwatch.GetTimestamp();
        }

        foreach (var flow in _flows)
            flow.GiveUp();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pair in _pairs)
            pair.Dispose();
        _epoll.Dispose();
        _received.Dispose();
        _channelData.Dispose();
        _bare.Dispose();
    }

    private void Watch(RelayedPair pair)
    {
        if (_offload)
        {
            pair.One.Offload();
            pair.Other.Offload();
        }

        Watch(new Flow(_flows.Count, pair.One, pair.Other));
        Watch(new Flow(_flows.Count, pair.Other, pair.One));
    }

    private void Watch(Flow flow)
    {
        _flows.Add(flow);
        _epoll.Watch(flow.Receiver, flow.Index, Epoll.Readable);
    }

    private static void Read(Flow flow, ReadOnlySpan<byte> joined, IPacketTraffic traffic)
    {
        // Where datagrams were joined all have one length; an odd rest is a changed packet, and Packet.Read says so.
        while (joined.Length > 0)
        {
            var datagram = joined[..Math.Min(flow.ReceivedLength, joined.Length)];
            joined = joined[datagram.Length..];
            flow.Received(Packet.Read(datagram, flow.ReceivesChannelData, flow.Index, out var due, out var sent));
            traffic.Arrived(due, sent);
        }
    }
}
