namespace PeerCall.Sctp;

/// <summary>
/// Takes DATA and FORWARD-TSN: what is new, what is whole, what the window has room for (RFC 9260 §6.2), and when to acknowledge.
/// </summary>
internal sealed class DataReceiver
{
    private const int PacketsPerAcknowledgement = 2;
    private const int GrantedPackets = 8;

    private readonly AssociationContext _context;
    private readonly ReceivedTsns _received = new();
    private readonly Reassembly _reassembly;
    private readonly IncomingStreams _streams;
    private bool _sawData;
    private int _unacknowledgedPackets;
    private long _advertised;

    public DataReceiver(AssociationContext context)
    {
        _context = context;
        _reassembly = new Reassembly(context.Options.MaxReceiveMessageSize);
        _streams = new IncomingStreams(context.Output);
    }

    /// <summary>Whether a SACK is to go out now.</summary>
    public bool IsSackDue { get; private set; }

    /// <summary>Whether there is something to acknowledge, by itself or with other chunks.</summary>
    public bool IsSackPending => IsSackDue || _unacknowledgedPackets > 0;

    public uint CumulativeTsn => _received.Cumulative;

    /// <summary>
    /// Bytes that there is room for. Less than a packet counts as none (RFC 9260 §6.2.1: no silly windows). If all that is held are
    /// incomplete messages, which no application can empty, a little more is granted, so that they can go on.
    /// </summary>
    public uint Window
    {
        get
        {
            var packet = _context.Options.MaxPacketSize;
            var free = _context.Options.ReceiveWindow - HeldBytes;
            if (free >= packet)
                return (uint)free;
            return _streams.HandedOverBytes == 0 && HeldBytes < HardLimit ? (uint)(GrantedPackets * packet) : 0;
        }
    }

    private long HeldBytes => _reassembly.HeldBytes + _streams.HeldBytes;

    /// <summary>Beyond this even a chunk that fills a gap ends the association: only a peer that ignores the window gets here.</summary>
    private long HardLimit => _context.Options.ReceiveWindow + (2L * _context.Options.MaxReceiveMessageSize) + (1 << 20);

    /// <summary>Starts with a new or restarted peer.</summary>
    public void Start(uint initialTsn)
    {
        _received.Start(initialTsn);
        _reassembly.Clear();
        _streams.ResetAll();
        _streams.IsInterleaved = _context.IsInterleaved;
        _unacknowledgedPackets = 0;
        IsSackDue = false;
        _sawData = false;
        _advertised = Window;
    }

    /// <summary>
    /// A DATA or I-DATA chunk came. Returns what is wrong with it: <see cref="ErrorCauseCode.InvalidStreamIdentifier"/> is to be reported
    /// (RFC 9260 §6.5), anything else ends the association.
    /// </summary>
    public ErrorCauseCode OnData(in DataChunk chunk, out string violation)
    {
        violation = "";
        _sawData = true;
        if (chunk.Flags.Has(DataFlags.Immediate))
            IsSackDue = true;
        if (chunk.IsInterleaved != _context.IsInterleaved)
        {
            violation = "DATA and I-DATA mixed (RFC 8260 §2.2.1)";
            return ErrorCauseCode.ProtocolViolation;
        }

        if (_received.IsDuplicate(chunk.Tsn))
        {
            _received.AddDuplicate(chunk.Tsn);
            _context.Counters.DuplicatesReceived++;
            IsSackDue = true;
            return ErrorCauseCode.None;
        }

        // A full window takes only what lies below the highest TSN: that may complete a message (RFC 9260 §6.2).
        if (!_received.IsInWindow(chunk.Tsn) || (Window == 0 && SerialNumber.Less(_received.Highest, chunk.Tsn)))
        {
            IsSackDue = true;
            return ErrorCauseCode.None;
        }

        if (HeldBytes > HardLimit)
            return ErrorCauseCode.OutOfResource;
        _received.Add(chunk.Tsn);
        if (chunk.StreamId >= _context.InboundStreams)
            return ErrorCauseCode.InvalidStreamIdentifier;
        switch (_reassembly.Add(chunk, out var message))
        {
            case ReassemblyResult.Complete:
                _streams.Accept(message, chunk.SequenceNumber);
                break;
            case ReassemblyResult.TooLarge:
                violation = "message longer than max-message-size";
                return ErrorCauseCode.ProtocolViolation;
            case ReassemblyResult.Conflict:
                violation = "fragment number used twice";
                return ErrorCauseCode.ProtocolViolation;
        }

        return ErrorCauseCode.None;
    }

    /// <summary>FORWARD-TSN or I-FORWARD-TSN came (RFC 3758 §3.6).</summary>
    public void OnForwardTsn(in ForwardTsnChunk forward)
    {
        _sawData = true;
        IsSackDue = true;
        if (SerialNumber.LessOrEqual(forward.NewCumulativeTsn, _received.Cumulative))
            return;
        if (!_context.IsInterleaved)
            _reassembly.DropThrough(unchecked(_received.Cumulative + 1), forward.NewCumulativeTsn);
        _received.Skip(forward.NewCumulativeTsn);
        for (var i = 0; i < forward.Count; i++)
        {
            var skipped = forward[i];
            if (_context.IsInterleaved)
                _reassembly.DropThrough(skipped);
            if (!skipped.IsUnordered)
                _streams.Skip(skipped.StreamId, skipped.SequenceNumber);
        }
    }

    /// <summary>All chunks of a packet were processed: decides about the acknowledgement (RFC 9260 §6.2).</summary>
    public void OnPacketEnd()
    {
        if (!_sawData)
            return;
        _sawData = false;
        _unacknowledgedPackets++;
        if (_received.HasGaps || _unacknowledgedPackets >= PacketsPerAcknowledgement)
            IsSackDue = true;
        else if (!IsSackDue && !_context.Timers.IsRunning(AssociationTimer.DelayedSack))
            _context.Timers.Start(AssociationTimer.DelayedSack, _context.Now + _context.Options.AcknowledgementDelay);
    }

    /// <summary>The acknowledgement has waited long enough.</summary>
    public void OnDelayedSack() => IsSackDue = true;

    /// <summary>The application has read; a window that was nearly closed is opened by a SACK of its own.</summary>
    public void Consume(int charge)
    {
        _streams.Consume(charge);
        var quarter = _context.Options.ReceiveWindow / 4;
        if (_advertised < quarter && Window - _advertised >= quarter)
            IsSackDue = true;
    }

    /// <summary>Adds a SACK.</summary>
    public void WriteSack(PacketWriter packet)
    {
        _advertised = Window;
        _received.Write(packet, Window);
        IsSackDue = false;
        _unacknowledgedPackets = 0;
        _context.Timers.Stop(AssociationTimer.DelayedSack);
    }

    /// <summary>The peer has reset its outgoing streams; none means all.</summary>
    public void ResetStreams(ReadOnlySpan<ushort> streams)
    {
        if (streams.IsEmpty)
            _streams.ResetAll();
        foreach (var stream in streams)
            _streams.Reset(stream);
        if (_context.IsInterleaved)
            _reassembly.DropStreams(streams);
    }

    /// <summary>Gives back everything that was not handed over.</summary>
    public void Clear()
    {
        _reassembly.Clear();
        _streams.ResetAll();
    }

    /// <summary>Gives up memory kept for reuse.</summary>
    public void Trim()
    {
        _received.Trim();
        _reassembly.Trim();
    }
}
