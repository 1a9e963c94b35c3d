namespace PeerCall.Sctp;

/// <summary>Slow start, congestion avoidance and what losses do to them (RFC 9260 §7.2), in bytes.</summary>
internal sealed class CongestionWindow(int packetSize, int initialPackets)
{
    /// <summary>Twice the packet size an acknowledgement in slow start: acknowledgements come for every second packet (RFC 9260 §7.2.1, L = 2).</summary>
    private const int SlowStartLimit = 2;

    private long _partialBytesAcknowledged;
    private uint _recoveryEnd;

    public long Size { get; private set; } = (long)packetSize * initialPackets;

    public long Threshold { get; private set; } = long.MaxValue;

    public bool IsInRecovery { get; private set; }

    private long Minimum => 4L * packetSize;

    /// <summary>An acknowledgement covered new data.</summary>
    /// <param name="bytes">Bytes that it covered for the first time.</param>
    /// <param name="flightBefore">Bytes that were in flight before it.</param>
    /// <param name="cumulativeTsn">Where the cumulative acknowledgement stands now.</param>
    /// <param name="advanced">Whether it moved.</param>
    public void OnAcknowledged(long bytes, long flightBefore, uint cumulativeTsn, bool advanced)
    {
        if (IsInRecovery)
        {
            if (SerialNumber.Less(cumulativeTsn, _recoveryEnd))
                return;
            IsInRecovery = false;
            _partialBytesAcknowledged = 0;
            return;
        }

        // An application that does not fill the window has not shown that the path could carry it.
        if (!advanced || flightBefore < Size)
            return;
        if (Size <= Threshold)
        {
            Size += Math.Min(bytes, SlowStartLimit * packetSize);
            return;
        }

        _partialBytesAcknowledged += bytes;
        if (_partialBytesAcknowledged < Size)
            return;
        _partialBytesAcknowledged -= Size;
        Size += packetSize;
    }

    /// <summary>Chunks are missing. Returns whether this begins a fast recovery (RFC 9260 §7.2.4), which halves the window once.</summary>
    public bool OnLoss(uint lastTsnSent)
    {
        if (IsInRecovery)
            return false;
        IsInRecovery = true;
        _recoveryEnd = lastTsnSent;
        Threshold = Math.Max(Size / 2, Minimum);
        Size = Threshold;
        _partialBytesAcknowledged = 0;
        return true;
    }

    /// <summary>
    /// T3-rtx ran out (RFC 9260 §7.2.3). Four packets are left, not one: with fewer no loss can be found by SACKs, and a path that loses much
    /// would wait for one timeout after the other. Their back-off still slows a path that is congested.
    /// </summary>
    public void OnTimeout()
    {
        Threshold = Math.Max(Size / 2, Minimum);
        Size = Math.Min(Size, Minimum);
        IsInRecovery = false;
        _partialBytesAcknowledged = 0;
    }

    /// <summary>Nothing was sent for a retransmission timeout (RFC 9260 §7.2.1): what was known of the path has aged, and the window
    /// halves for each timeout, down to the initial one.</summary>
    public void OnIdle(int timeouts)
    {
        var floor = (long)packetSize * initialPackets;
        for (var i = 0; i < timeouts && Size > floor; i++)
            Size = Math.Max(Size / 2, floor);
    }
}
