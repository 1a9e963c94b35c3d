namespace PeerCall.Turn.Server;

/// <summary>Bandwidth and counters of an allocation.</summary>
internal sealed class TrafficMeter : ITrafficCounters
{
    private Bandwidth _toPeers;
    private Bandwidth _fromPeers;
    private long _bytesToPeers;
    private long _packetsToPeers;
    private long _bytesFromPeers;
    private long _packetsFromPeers;
    private long _packetsDropped;

    /// <inheritdoc/>
    public RelayedTraffic Traffic => new(_bytesToPeers, _packetsToPeers, _bytesFromPeers, _packetsFromPeers, _packetsDropped);

    /// <summary>Starts with full buckets.</summary>
    public void Limit(long bytesPerSecond, TimeSpan now)
    {
        _toPeers = new Bandwidth(bytesPerSecond, now);
        _fromPeers = _toPeers;
    }

    /// <summary>Whether a packet may go to a peer, and counts it.</summary>
    public bool TryCountToPeer(int bytes, TimeSpan now)
    {
        if (!_toPeers.TryTake(bytes, now))
        {
            _packetsDropped++;
            return false;
        }
        _bytesToPeers += bytes;
        _packetsToPeers++;
        return true;
    }

    /// <summary>Whether a packet of a peer may go to the client, and counts it.</summary>
    public bool TryCountFromPeer(int bytes, TimeSpan now)
    {
        if (!_fromPeers.TryTake(bytes, now))
        {
            _packetsDropped++;
            return false;
        }
        _bytesFromPeers += bytes;
        _packetsFromPeers++;
        return true;
    }

    /// <summary>Counts a packet that was dropped for another cause.</summary>
    public void CountDropped() => _packetsDropped++;
}
