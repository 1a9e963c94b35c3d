namespace PeerCall.Sctp;

/// <summary>
/// One SCTP association over DTLS (RFC 9260, RFC 8261): packets and the time go in; packets, events and the next deadline come out.
/// Not thread-safe: one thread at a time. "Now" is monotonic time since any origin, the same for all calls.
/// </summary>
public sealed class SctpAssociation
{
    private readonly AssociationContext _context;
    private readonly AssociationParts _parts;
    private int _depth;
    private bool _isEnded;
    private SctpCloseReason? _pendingEnd;

    /// <summary>Makes an association that waits for the peer's INIT or for <see cref="Connect"/>.</summary>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public SctpAssociation(SctpOptions options, ISctpOutput output)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        options.Validate();
        _context = new AssociationContext(options, output);
        _parts = new AssociationParts(_context, End);
    }

    /// <summary>Where the association stands.</summary>
    public AssociationState State => _context.State;

    /// <summary>When <see cref="Advance"/> is to be called at the latest; <see cref="TimeSpan.MaxValue"/> if nothing is awaited.</summary>
    public TimeSpan Deadline => _context.Timers.Earliest;

    /// <summary>Streams that we may send on, once established: from 0 to this number less one.</summary>
    public int OutboundStreams => _context.OutboundStreams;

    /// <summary>Whether I-DATA is in use (RFC 8260).</summary>
    public bool IsInterleaved => _context.IsInterleaved;

    /// <summary>Bytes queued on all streams that have not been sent for the first time.</summary>
    public long BufferedBytes => _parts.Queue.BufferedBytes;

    /// <summary>Sends INIT. In WebRTC both sides do, as soon as DTLS is up. Does nothing once an association is on its way.</summary>
    public void Connect(TimeSpan now)
    {
        if (_isEnded || _context.State != AssociationState.Closed)
            return;
        Enter(now);
        _parts.Handshake.Start();
        Leave();
    }

    /// <summary>A packet came from DTLS. Whatever it holds, this does not throw.</summary>
    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (_isEnded)
        {
            _parts.Dispatch.OnLatePacket(packet);
            return;
        }

        Enter(now);
        _parts.Dispatch.OnPacket(packet);
        Leave();
    }

    /// <summary>Time has passed: runs the timers that are due.</summary>
    public void Advance(TimeSpan now)
    {
        if (_isEnded)
            return;
        Enter(now);
        _parts.RunTimers();
        Leave();
    }

    /// <summary>Sends what was queued, as far as the windows allow. Several messages may be queued first, to travel together.</summary>
    public void Flush(TimeSpan now)
    {
        if (_isEnded)
            return;
        Enter(now);
        Leave();
    }

    /// <summary>
    /// Packets take another path from now on: they are no larger than <see cref="SctpOptions.MaxPacketSize"/> until this one has shown that it carries more.
    /// </summary>
    /// <param name="isProbed">Whether it is to be asked.</param>
    /// <param name="now">Monotonic time.</param>
    public void ChangePath(bool isProbed, TimeSpan now)
    {
        if (_isEnded)
            return;
        Enter(now);
        _parts.PathMtu.ChangePath(isProbed);
        Leave();
    }

    /// <summary>Queues a message; <see cref="Flush"/> sends it. The bytes are copied. Messages may be queued before the association is up.</summary>
    public SendResult Send(ushort streamId, uint payloadProtocol, ReadOnlySpan<byte> payload, in SendOptions options, TimeSpan now) =>
        Enqueue(streamId, payloadProtocol, payload, options, now, isControl: false);

    /// <summary>Queues a message of the data channel protocol, which goes in whatever the high watermark says.</summary>
    internal SendResult SendControl(ushort streamId, uint payloadProtocol, ReadOnlySpan<byte> payload, TimeSpan now) =>
        Enqueue(streamId, payloadProtocol, payload, default, now, isControl: true);

    /// <summary>
    /// Resets our side of a stream (RFC 6525): no further message is taken, what is queued goes out, then the peer is told. Ends with
    /// <see cref="ISctpOutput.OnOutgoingStreamReset"/>.
    /// </summary>
    public void ResetStream(ushort streamId, TimeSpan now)
    {
        if (_isEnded)
            return;
        Enter(now);
        _parts.Resets.Request(streamId);
        Leave();
    }

    /// <summary>Forgets what is queued on a stream, but for a message of which part was sent.</summary>
    public void DropUnsent(ushort streamId) => _parts.Queue.DropUnsent(streamId);

    /// <summary>Bytes queued on a stream that have not been sent for the first time.</summary>
    public long BufferedAmount(ushort streamId) => _parts.Queue.Find(streamId)?.BufferedBytes ?? 0;

    /// <summary>Sets when <see cref="ISctpOutput.OnBufferedAmountLow"/> comes: at this many bytes or fewer. Default 0.</summary>
    public void SetBufferedAmountLowThreshold(ushort streamId, long bytes)
    {
        if (bytes > 0 || _parts.Queue.Find(streamId) is not null)
            _parts.Queue.GetOrAdd(streamId).LowThreshold = bytes;
    }

    /// <summary>
    /// The application has read messages whose <see cref="ReceivedMessage.WindowCharge"/> is <paramref name="charge"/> in all. Until it says
    /// so their bytes stay in the receiver window, and a window that is full stops the peer.
    /// </summary>
    public void Consume(int charge, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(charge);
        if (_isEnded)
            return;
        Enter(now);
        _parts.Receiver.Consume(charge);
        Leave();
    }

    /// <summary>Ends the association after all that is queued was delivered (SHUTDOWN).</summary>
    public void Shutdown(TimeSpan now)
    {
        if (_isEnded)
            return;
        Enter(now);
        if (_context.State is AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed)
            End(new SctpCloseReason(SctpCloseKind.Shutdown, ErrorCauseCode.None, ""));
        else
            _parts.Closing.Start();
        Leave();
    }

    /// <summary>Ends the association at once (ABORT, as browsers do on close).</summary>
    public void Abort(TimeSpan now, ErrorCauseCode cause = ErrorCauseCode.UserInitiatedAbort, string text = "")
    {
        if (_isEnded)
            return;
        Enter(now);
        End(new SctpCloseReason(SctpCloseKind.AbortedLocally, cause, text));
        Leave();
    }

    /// <summary>Counters and present condition.</summary>
    public SctpStatistics GetStatistics() => _parts.GetStatistics();

    private SendResult Enqueue(ushort streamId, uint payloadProtocol, ReadOnlySpan<byte> payload, in SendOptions options, TimeSpan now, bool isControl)
    {
        var isUp = _context.State == AssociationState.Established;
        var isComing = _context.State is AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed;
        if (_isEnded || _pendingEnd is not null || !(isUp || isComing) || (isUp && streamId >= OutboundStreams))
            return SendResult.Closed;
        return _parts.Queue.Enqueue(streamId, payloadProtocol, payload, options, now, isControl);
    }

    private void Enter(TimeSpan now)
    {
        _context.Now = now;
        _depth++;
    }

    /// <summary>Ends a call: only the outermost one sends, and only here the association may end, when no loop is on the way any more.</summary>
    private void Leave()
    {
        if (_depth == 1)
        {
            if (_pendingEnd is null)
                _parts.Flush();
            Conclude();
        }

        _depth--;
    }

    private void End(in SctpCloseReason reason) => _pendingEnd ??= reason;

    private void Conclude()
    {
        if (_context.Errors > _context.Options.MaxRetransmissions)
        {
            // Who waits for SHUTDOWN COMPLETE alone has delivered and received everything.
            var kind = _context.State == AssociationState.ShutdownAckSent ? SctpCloseKind.Shutdown : SctpCloseKind.PeerUnreachable;
            End(new SctpCloseReason(kind, ErrorCauseCode.None, ""));
        }

        if (_parts.Closing.IsComplete)
            End(new SctpCloseReason(SctpCloseKind.Shutdown, ErrorCauseCode.None, ""));
        if (_isEnded || _pendingEnd is not { } reason)
            return;
        _isEnded = true;
        if (reason.Kind is SctpCloseKind.AbortedLocally or SctpCloseKind.PeerUnreachable)
            _parts.Closing.SendAbort(reason.Cause, reason.Text);
        _context.State = AssociationState.Closed;
        _context.Timers.StopAll();
        _parts.Clear();
        _context.Output.OnClosed(reason);
    }
}
