using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

/// <summary>Relay sockets that keep what is sent through them.</summary>
internal sealed class FakeRelaySockets : IRelaySockets
{
    public Dictionary<TransportAddress, FakeRelaySocket> Open { get; } = [];

    /// <summary>Ports that another program has.</summary>
    public HashSet<int> Busy { get; } = [];

    public bool Keeps { get; set; } = true;

    public IRelaySocket? TryOpen(in TransportAddress relayed)
    {
        if (Busy.Contains(relayed.Port))
            return null;
        var socket = new FakeRelaySocket(this, relayed);
        Open.Add(relayed, socket);
        return socket;
    }
}

internal sealed class FakeRelaySocket(FakeRelaySockets sockets, TransportAddress address) : IRelaySocket
{
    public Allocation? Allocation { get; set; }

    public bool IsClosed { get; private set; }

    public List<(TransportAddress Peer, byte[] Data)> Sent { get; } = [];

    public void Send(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        if (IsClosed)
            throw new InvalidOperationException("Nothing may be sent through a closed socket.");
        if (sockets.Keeps)
            Sent.Add((peer, data.ToArray()));
    }

    public void Close()
    {
        IsClosed = true;
        sockets.Open.Remove(address);
    }
}
