namespace PeerCall.Sctp;

/// <summary>Counters since the association began, and its present condition.</summary>
public readonly record struct SctpStatistics
{
    /// <summary>SCTP packets sent.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Bytes of these packets.</summary>
    public long BytesSent { get; init; }

    /// <summary>SCTP packets received that were for this association.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Bytes of these packets.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Packets dropped: checksum, port, verification tag or form.</summary>
    public long PacketsDiscarded { get; init; }

    /// <summary>DATA chunks sent for the first time.</summary>
    public long ChunksSent { get; init; }

    /// <summary>DATA chunks sent again, for whatever reason.</summary>
    public long Retransmissions { get; init; }

    /// <summary>Of these, chunks that acknowledgements showed to be missing.</summary>
    public long FastRetransmissions { get; init; }

    /// <summary>Times T3-rtx ran out.</summary>
    public long Timeouts { get; init; }

    /// <summary>Messages given up under partial reliability after some of them was sent.</summary>
    public long MessagesAbandoned { get; init; }

    /// <summary>DATA chunks received more than once.</summary>
    public long DuplicatesReceived { get; init; }

    /// <summary>Bytes that may be in flight.</summary>
    public long CongestionWindow { get; init; }

    /// <summary>Slow start threshold in bytes.</summary>
    public long SlowStartThreshold { get; init; }

    /// <summary>Bytes in flight.</summary>
    public long BytesInFlight { get; init; }

    /// <summary>Bytes queued that have not been sent for the first time.</summary>
    public long BytesQueued { get; init; }

    /// <summary>Bytes that the peer has room for.</summary>
    public long PeerReceiverWindow { get; init; }

    /// <summary>Bytes that we have room for.</summary>
    public long ReceiverWindow { get; init; }

    /// <summary>Bytes of a packet at most, as far as the path has been asked.</summary>
    public int PacketSize { get; init; }

    /// <summary>Smoothed round trip time; null before the first measurement.</summary>
    public TimeSpan? RoundTripTime { get; init; }

    /// <summary>The present retransmission timeout.</summary>
    public TimeSpan RetransmissionTimeout { get; init; }
}
