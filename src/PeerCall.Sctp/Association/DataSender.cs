namespace PeerCall.Sctp;

/// <summary>Sends DATA: fills packets within the congestion window and the peer's window (RFC 9260 §6.1), and runs T3-rtx (§6.3).</summary>
internal sealed class DataSender
{
    private const int MaxBegun = 64;

    private readonly AssociationContext _context;
    private readonly SendQueue _queue;
    private readonly PathMtuSearch _pathMtu;
    private TimeSpan _lastSent;

    // The first packet of a fast recovery goes out whatever the window says (RFC 9260 §7.2.4, 3).
    private bool _ignoresWindowOnce;

    // One round trip is measured at a time, with a chunk that was sent once (RFC 9260 §6.3.1 C4, C5).
    private bool _isMeasuring;
    private uint _measuredTsn;
    private TimeSpan _measuredSince;

    public DataSender(AssociationContext context, SendQueue queue, PathMtuSearch pathMtu)
    {
        _context = context;
        _queue = queue;
        _pathMtu = pathMtu;
        Abandonment = new Abandonment(context, queue);
        Chunks = new InFlightChunks(false);
        Window = NewWindow();
    }

    public InFlightChunks Chunks { get; private set; }

    public CongestionWindow Window { get; private set; }

    public Abandonment Abandonment { get; }

    /// <summary>a_rwnd as the peer last said it.</summary>
    public long AdvertisedWindow { get; set; }

    /// <summary>What the peer has room for beyond what is in flight.</summary>
    public long PeerWindow => Math.Max(0, AdvertisedWindow - Chunks.Bytes);

    /// <summary>Whether everything queued was sent and acknowledged.</summary>
    public bool IsDone => _queue.IsEmpty && Chunks.IsEmpty;

    /// <summary>Whether a packet could take a chunk now.</summary>
    public bool IsReady =>
        Chunks.LostCount > 0
            ? _ignoresWindowOnce || Chunks.Bytes < Window.Size
            : !_queue.IsEmpty && Chunks.Bytes < Window.Size && FitsPeerWindow(1);

    /// <summary>Starts with a new or restarted peer.</summary>
    public void Start(uint initialTsn, uint peerWindow)
    {
        Chunks = new InFlightChunks(_context.IsInterleaved);
        Chunks.Start(initialTsn);
        Window = NewWindow();
        Abandonment.Start(initialTsn);
        AdvertisedWindow = peerWindow;
        _queue.IsInterleaved = _context.IsInterleaved;
        _queue.MaxBegun = (int)Math.Clamp(peerWindow / (2L * _context.Options.MaxSendMessageSize), 1, MaxBegun);
        _isMeasuring = false;
        _ignoresWindowOnce = false;
        _lastSent = _context.Now;
    }

    /// <summary>Adds as many chunks as the packet and the windows take: what is lost first, then what is new.</summary>
    public void Fill(PacketWriter packet)
    {
        AgeWindow();
        if (FillLost(packet))
            FillNew(packet);
        _ignoresWindowOnce = false;
    }

    /// <summary>T3-rtx ran out (RFC 9260 §6.3.3).</summary>
    public void OnTimeout()
    {
        _context.Counters.Timeouts++;
        _context.Errors++;
        _context.Rto.BackOff();
        _pathMtu.OnDataTimeout();
        // A probe into a closed window says nothing about the path.
        if (AdvertisedWindow >= _context.Options.MaxPacketSize || Chunks.OutstandingCount > 1)
            Window.OnTimeout();
        Chunks.MarkAllLost();
        _isMeasuring = false;
        Abandonment.Advance(Chunks, again: true);
        StartTimer();
    }

    /// <summary>An acknowledgement covers this chunk.</summary>
    public void OnAcknowledged(uint tsn)
    {
        if (!_isMeasuring || tsn != _measuredTsn)
            return;
        _isMeasuring = false;
        _context.Rto.Sample(_context.Now - _measuredSince);
    }

    /// <summary>Gap reports say that the chunk is missing (RFC 9260 §7.2.4).</summary>
    public void OnMissing(uint tsn)
    {
        Chunks.MarkLost(tsn);
        _context.Counters.FastRetransmissions++;
        if (Window.OnLoss(unchecked(Chunks.Next - 1)))
            _ignoresWindowOnce = true;
    }

    /// <summary>Starts T3-rtx anew, or stops it if there is nothing to wait for (RFC 9260 §6.3.2 R2, R3).</summary>
    public void RestartTimer()
    {
        if (Chunks.IsEmpty)
            _context.Timers.Stop(AssociationTimer.T3);
        else
            StartTimer();
    }

    /// <summary>Gives back everything queued and in flight.</summary>
    public void Clear()
    {
        while (!Chunks.IsEmpty)
        {
            Chunks.RemoveFirst(out var message);
            RecycleIfDone(message);
        }

        _queue.Clear();
    }

    /// <summary>Takes back a message whose last fragment is acknowledged.</summary>
    public void RecycleIfDone(OutgoingMessage message)
    {
        if (message.Outstanding == 0 && message.Unfragmented == 0)
            _queue.Recycle(message);
    }

    private bool FillLost(PacketWriter packet)
    {
        while (Chunks.LostCount > 0)
        {
            var tsn = Chunks.Lost.Next(Chunks.First, Chunks.Next);
            ref var chunk = ref Chunks[tsn];
            if (Abandonment.IsExhausted(chunk.Message, chunk.Transmissions))
            {
                Abandon(chunk.Message);
                continue;
            }

            if (Chunks.Bytes >= Window.Size && !_ignoresWindowOnce)
                return false;
            var size = DataChunk.HeaderSizeOf(_context.IsInterleaved) + chunk.Length;
            // Cut for a path that carried more: it cannot be cut again, and goes as it is, in fragments of IP if need be (RFC 9260 §7.3).
            if (size > packet.Remaining && packet.IsEmpty)
                packet.Stretch();
            if (size > packet.Remaining)
                return false;
            if (_isMeasuring && _measuredTsn == tsn)
                _isMeasuring = false;
            _context.Counters.Retransmissions++;
            // The sender waits for this one: its acknowledgement should not (RFC 7053).
            Write(packet, tsn, chunk.Flags | DataFlags.Immediate);
            if (tsn == Chunks.First)
                StartTimer();
        }

        return true;
    }

    private void FillNew(PacketWriter packet)
    {
        var header = DataChunk.HeaderSizeOf(_context.IsInterleaved);
        var maxFragment = ((packet.Limit - CommonHeader.Size) & ~3) - header;
        while (_queue.Peek(_context.Now) is { } message)
        {
            if (message.Fragmented > 0 && Abandonment.IsExpired(message))
            {
                Abandon(message);
                continue;
            }

            var wanted = Math.Min(maxFragment, message.Unfragmented);
            if (Chunks.Bytes >= Window.Size || !FitsPeerWindow(wanted) || header + wanted > packet.Remaining)
                return;
            if (wanted < message.Unfragmented)
                _pathMtu.OnFragment();
            _queue.Cut(message, wanted, out var offset, out var length, out var flags, out var fragment);
            var tsn = Chunks.Append(message, offset, length, flags, fragment);
            _context.Counters.ChunksSent++;
            if (!_isMeasuring)
                (_isMeasuring, _measuredTsn, _measuredSince) = (true, tsn, _context.Now);
            Write(packet, tsn, IsAwaited(message, header + length) ? flags | DataFlags.Immediate : flags);
            if (!_context.Timers.IsRunning(AssociationTimer.T3))
                StartTimer();
        }
    }

    private void Write(PacketWriter packet, uint tsn, DataFlags flags)
    {
        ref var chunk = ref Chunks[tsn];
        var message = chunk.Message;
        new DataChunk
        {
            IsInterleaved = _context.IsInterleaved,
            Flags = flags,
            Tsn = tsn,
            StreamId = message.Stream.Id,
            SequenceNumber = message.SequenceNumber,
            FragmentNumber = chunk.Fragment,
            PayloadProtocol = message.PayloadProtocol,
            Payload = message.Fragment(chunk.Offset, chunk.Length),
        }.Write(packet);
        Chunks.MarkSent(tsn);
        _lastSent = _context.Now;
    }

    /// <summary>Whether nothing more can be sent, or done, until this chunk is acknowledged (RFC 7053 §5.1).</summary>
    private bool IsAwaited(OutgoingMessage message, int size) =>
        (!_queue.IsEmpty && Chunks.Bytes + size >= Window.Size)
        || (message.Stream.IsResetting && message.Stream.Head is null)
        || (_queue.IsEmpty && _context.State != AssociationState.Established);

    /// <summary>Into a window too small goes one chunk, when nothing else is in flight: the probe of RFC 9260 §6.1 A.</summary>
    private bool FitsPeerWindow(int length) => length <= PeerWindow || (Chunks.OutstandingCount == 0 && Chunks.LostCount == 0);

    private void Abandon(OutgoingMessage message)
    {
        Abandonment.Abandon(message, Chunks);
        Abandonment.Advance(Chunks, again: false);
        if (!_context.Timers.IsRunning(AssociationTimer.T3))
            StartTimer();
    }

    private void AgeWindow()
    {
        if (Chunks.OutstandingCount > 0 || _context.Rto.Smoothed is null)
            return;
        var idle = (_context.Now - _lastSent) / _context.Rto.Current;
        if (idle < 1)
            return;
        Window.OnIdle((int)Math.Min(idle, 32));
        _lastSent = _context.Now;
    }

    private void StartTimer() => _context.Timers.Start(AssociationTimer.T3, _context.Now + _context.Rto.Current);

    private CongestionWindow NewWindow() =>
        new(_context.Options.MaxPacketSize - CommonHeader.Size, _context.Options.InitialWindowPackets);
}
