namespace PeerCall.Sctp;

/// <summary>Ends the association as soon as the present call is through; the first reason counts.</summary>
internal delegate void EndAssociation(in SctpCloseReason reason);

/// <summary>The parts of an association, and what concerns several of them: coming up, timers, sending.</summary>
internal sealed class AssociationParts : IHandshakeEvents
{
    private readonly AssociationContext _context;
    private readonly EndAssociation _end;

    public AssociationParts(AssociationContext context, EndAssociation end)
    {
        _context = context;
        _end = end;
        Queue = new SendQueue(context.Options, context.Output);
        PathMtu = new PathMtuSearch(context);
        Sender = new DataSender(context, Queue, PathMtu);
        Receiver = new DataReceiver(context);
        Resets = new OutgoingResets(context, Queue, Sender);
        Reconfig = new IncomingReconfig(context, Queue, Receiver, Resets);
        Handshake = new Handshake(context, this);
        Heartbeat = new Heartbeat(context);
        Closing = new Closing(context, Sender, Receiver);
        Dispatch = new ChunkDispatch(context, this, end);
    }

    public SendQueue Queue { get; }

    public DataSender Sender { get; }

    public PathMtuSearch PathMtu { get; }

    public DataReceiver Receiver { get; }

    public OutgoingResets Resets { get; }

    public IncomingReconfig Reconfig { get; }

    public Handshake Handshake { get; }

    public Heartbeat Heartbeat { get; }

    public Closing Closing { get; }

    public ChunkDispatch Dispatch { get; }

    public void Establish(uint localInitialTsn, in PeerParameters peer, bool isRestart)
    {
        if (isRestart)
        {
            _context.Reset();
            Sender.Clear();
            Resets.Clear();
        }

        _context.PeerTag = peer.Tag;
        _context.Negotiated = _context.Offered & peer.Capabilities;
        _context.SendsZeroChecksum = _context.Negotiated.Has(Capabilities.ZeroChecksum);
        _context.OutboundStreams = Math.Min(_context.Options.Streams, peer.InboundStreams);
        _context.InboundStreams = Math.Min(_context.Options.Streams, peer.OutboundStreams);
        _context.Errors = 0;
        _context.Rto.EndBackOff();
        _context.State = AssociationState.Established;
        Sender.Start(localInitialTsn, peer.ReceiverWindow);
        Receiver.Start(peer.InitialTsn);
        Resets.Start(localInitialTsn);
        Reconfig.Start(peer.InitialTsn);
        Heartbeat.Start();
        PathMtu.Start();
        if (isRestart)
            _context.Output.OnRestarted();
        else
            _context.Output.OnEstablished();
    }

    public void Fail(SctpCloseKind kind, ErrorCauseCode cause, string text) => _end(new SctpCloseReason(kind, cause, text));

    /// <summary>Runs every timer that is due.</summary>
    public void RunTimers()
    {
        var timers = _context.Timers;
        var now = _context.Now;
        if (timers.TakeExpired(AssociationTimer.T1, now))
            Handshake.OnTimeout();
        if (timers.TakeExpired(AssociationTimer.T2, now))
            Closing.OnTimeout();
        if (timers.TakeExpired(AssociationTimer.T3, now))
            Sender.OnTimeout();
        if (timers.TakeExpired(AssociationTimer.DelayedSack, now))
            Receiver.OnDelayedSack();
        if (timers.TakeExpired(AssociationTimer.Reconfig, now))
            Resets.OnTimeout();
        if (timers.TakeExpired(AssociationTimer.PathMtu, now))
            PathMtu.OnTimeout();
        if (timers.TakeExpired(AssociationTimer.HeartbeatTimeout, now))
            Heartbeat.OnTimeout();
        if (timers.TakeExpired(AssociationTimer.Heartbeat, now) && Heartbeat.OnInterval())
            Trim();
    }

    /// <summary>Sends what is due and what the windows allow, several chunks to a packet.</summary>
    public void Flush()
    {
        if (_context.State is AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed or AssociationState.ShutdownAckSent)
            return;
        Resets.Poll();
        while (true)
        {
            var packet = _context.Packet;
            packet.Begin(_context.PeerTag);
            var canSend = _context.CanSendData;
            if (Receiver.IsSackDue || (Receiver.IsSackPending && canSend && Sender.IsReady))
            {
                Receiver.WriteSack(packet);
                if (_context.State == AssociationState.ShutdownSent && packet.Remaining >= 8)
                    Closing.Write(packet);
            }

            if (canSend && Sender.Abandonment.IsDue && packet.Remaining >= 64)
                Sender.Abandonment.Write(packet, Sender.Chunks);
            if (canSend)
                Sender.Fill(packet);
            if (packet.IsEmpty && !(canSend && Sender.Abandonment.IsDue))
                break;
            if (!packet.IsEmpty)
                _context.Transmit();
        }

        PathMtu.Poll();
        Closing.Poll();
    }

    /// <summary>Gives back all memory of messages.</summary>
    public void Clear()
    {
        Sender.Clear();
        Receiver.Clear();
        Resets.Clear();
        Trim();
    }

    public SctpStatistics GetStatistics()
    {
        var counters = _context.Counters;
        return new SctpStatistics
        {
            PacketsSent = counters.PacketsSent,
            BytesSent = counters.BytesSent,
            PacketsReceived = counters.PacketsReceived,
            BytesReceived = counters.BytesReceived,
            PacketsDiscarded = counters.PacketsDiscarded,
            ChunksSent = counters.ChunksSent,
            Retransmissions = counters.Retransmissions,
            FastRetransmissions = counters.FastRetransmissions,
            Timeouts = counters.Timeouts,
            MessagesAbandoned = counters.MessagesAbandoned,
            DuplicatesReceived = counters.DuplicatesReceived,
            CongestionWindow = Sender.Window.Size,
            SlowStartThreshold = Sender.Window.Threshold,
            BytesInFlight = Sender.Chunks.Bytes,
            BytesQueued = Queue.BufferedBytes,
            PeerReceiverWindow = Sender.PeerWindow,
            ReceiverWindow = Receiver.Window,
            PacketSize = _context.Packet.Limit,
            RoundTripTime = _context.Rto.Smoothed,
            RetransmissionTimeout = _context.Rto.Current,
        };
    }

    private void Trim()
    {
        Queue.Trim();
        Sender.Chunks.Trim();
        Receiver.Trim();
    }
}
