namespace PeerCall.Sctp;

/// <summary>A message on its way out, from the call that queued it until its last fragment is acknowledged. Reused.</summary>
internal sealed class OutgoingMessage
{
    private byte[] _buffer = [];

    public OutgoingStream Stream { get; private set; } = null!;

    public int Length { get; private set; }

    public uint PayloadProtocol { get; private set; }

    public bool IsUnordered { get; private set; }

    /// <summary>Retransmissions of one fragment at most; <see cref="int.MaxValue"/> without limit.</summary>
    public int MaxRetransmits { get; private set; }

    /// <summary>When it is given up; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan ExpiresAt { get; private set; }

    /// <summary>Bytes that have been cut into fragments.</summary>
    public int Fragmented { get; set; }

    /// <summary>FSN of the next fragment.</summary>
    public uint NextFragment { get; set; }

    /// <summary>SSN or MID; given when the first fragment is cut, so that what expires before leaves no hole.</summary>
    public uint SequenceNumber { get; set; }

    /// <summary>TSN of the first fragment.</summary>
    public uint FirstTsn { get; set; }

    /// <summary>Fragments that have a TSN and are not yet behind the cumulative acknowledgement.</summary>
    public int Outstanding { get; set; }

    public bool IsAbandoned { get; set; }

    /// <summary>The next message of the same stream.</summary>
    public OutgoingMessage? Next { get; set; }

    public int Unfragmented => Length - Fragmented;

    public bool IsPartiallyReliable => MaxRetransmits != int.MaxValue || ExpiresAt != TimeSpan.MaxValue;

    public void Start(OutgoingStream stream, uint payloadProtocol, ReadOnlySpan<byte> payload, in SendOptions options, TimeSpan now)
    {
        Stream = stream;
        PayloadProtocol = payloadProtocol;
        Length = payload.Length;
        IsUnordered = options.IsUnordered;
        MaxRetransmits = options.MaxRetransmits ?? int.MaxValue;
        ExpiresAt = options.Lifetime is { } lifetime && lifetime < TimeSpan.MaxValue - now ? now + lifetime : TimeSpan.MaxValue;
        Fragmented = 0;
        NextFragment = 0;
        SequenceNumber = 0;
        FirstTsn = 0;
        Outstanding = 0;
        IsAbandoned = false;
        Next = null;
        _buffer = BufferPool.Rent(payload.Length);
        payload.CopyTo(_buffer);
    }

    public ReadOnlySpan<byte> Fragment(int offset, int length) => _buffer.AsSpan(offset, length);

    /// <summary>Gives the buffer back; the object may start again.</summary>
    public void Release()
    {
        BufferPool.Return(_buffer);
        _buffer = [];
        Stream = null!;
        Next = null;
    }
}
