namespace PeerCall.Turn.Hosting;

/// <summary>
/// What a shard has relayed. Written under its gate, so plain additions are enough; read by anybody, without the gate, a moment out of date.
/// </summary>
internal sealed class ShardTraffic
{
    private long _bytesToPeers;
    private long _packetsToPeers;
    private long _bytesFromPeers;
    private long _packetsFromPeers;
    private int _arriving = -1;

    /// <summary>The sums.</summary>
    public RelayTotals Totals => new(
        Volatile.Read(ref _bytesToPeers), Volatile.Read(ref _packetsToPeers), Volatile.Read(ref _bytesFromPeers), Volatile.Read(ref _packetsFromPeers));

    /// <summary>A relay socket sends.</summary>
    public void ToPeers(int bytes)
    {
        _bytesToPeers += bytes;
        _packetsToPeers++;
    }

    /// <summary>A peer's datagram is given to the server; it counts if the server passes it on.</summary>
    public void Arrives(int bytes) => _arriving = bytes;

    /// <summary>The server is done with it.</summary>
    public void HasArrived() => _arriving = -1;

    /// <summary>Something is sent to a client.</summary>
    public void ToClient()
    {
        if (_arriving < 0)
            return;
        _bytesFromPeers += _arriving;
        _packetsFromPeers++;
        _arriving = -1;
    }
}

/// <summary>Bytes of application data and packets that were relayed.</summary>
public readonly record struct RelayTotals(long BytesToPeers, long PacketsToPeers, long BytesFromPeers, long PacketsFromPeers)
{
    /// <summary>The sum of two.</summary>
    public static RelayTotals operator +(RelayTotals left, RelayTotals right) => Add(left, right);

    /// <summary>The sum of two.</summary>
    public static RelayTotals Add(RelayTotals left, RelayTotals right) => new(
        left.BytesToPeers + right.BytesToPeers,
        left.PacketsToPeers + right.PacketsToPeers,
        left.BytesFromPeers + right.BytesFromPeers,
        left.PacketsFromPeers + right.PacketsFromPeers);
}
