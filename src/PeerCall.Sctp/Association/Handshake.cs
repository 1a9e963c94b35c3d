using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>What a handshake leads to.</summary>
internal interface IHandshakeEvents
{
    /// <summary>Both sides agree: the association is up.</summary>
    void Establish(uint localInitialTsn, in PeerParameters peer, bool isRestart);

    /// <summary>The handshake cannot succeed.</summary>
    void Fail(SctpCloseKind kind, ErrorCauseCode cause, string text);
}

/// <summary>
/// INIT to COOKIE ACK (RFC 9260 §5.1), with both sides starting at once, which is how WebRTC does it, and restarts (§5.2).
/// </summary>
internal sealed class Handshake(AssociationContext context, IHandshakeEvents events)
{
    private const int UnrecognizedSize = 256;

    /// <summary>RTO.Max of the handshake: someone is waiting for the call.</summary>
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(2);

    private uint _initialTsn;
    private PeerParameters _peer;
    private byte[] _cookie = [];
    private int _attempts;
    private TimeSpan _sentAt;

    /// <summary>Sends INIT.</summary>
    public void Start()
    {
        context.LocalTag = context.RandomTag();
        _initialTsn = context.RandomTag();
        context.State = AssociationState.CookieWait;
        _attempts = 0;
        SendInit();
    }

    /// <summary>T1-init or T1-cookie ran out (RFC 9260 §5.1.6).</summary>
    public void OnTimeout()
    {
        if (++_attempts > context.Options.MaxInitRetransmissions)
        {
            events.Fail(SctpCloseKind.ConnectTimeout, ErrorCauseCode.None, "");
            return;
        }

        context.Rto.BackOff();
        if (context.State == AssociationState.CookieWait)
            SendInit();
        else if (context.State == AssociationState.CookieEchoed)
            SendCookieEcho();
    }

    /// <summary>INIT came: answered from nothing but what it says and what we are (RFC 9260 §5.1, §5.2.1, §5.2.2).</summary>
    public void OnInit(Chunk chunk)
    {
        Span<byte> unrecognized = stackalloc byte[UnrecognizedSize];
        if (!InitChunk.TryRead(chunk, unrecognized, out var init))
        {
            if (init.InitiateTag != 0 && context.State is AssociationState.Closed or AssociationState.CookieWait)
                Refuse(init.InitiateTag);
            return;
        }

        if (context.State == AssociationState.ShutdownAckSent)
        {
            context.TransmitEmptyChunk(ChunkType.ShutdownAck);
            return;
        }

        var isOpening = context.State is AssociationState.CookieWait or AssociationState.CookieEchoed;
        var isUp = !isOpening && context.State != AssociationState.Closed;
        var cookie = new StateCookie
        {
            CreatedAt = context.Now,
            LocalTag = isOpening ? context.LocalTag : context.RandomTag(),
            LocalInitialTsn = isOpening ? _initialTsn : context.RandomTag(),
            Peer = PeerParameters.Of(init),
            LocalTieTag = isUp ? context.LocalTag : 0,
            PeerTieTag = isUp ? context.PeerTag : 0,
        };
        Span<byte> cookieBytes = stackalloc byte[StateCookie.Size];
        cookie.Write(cookieBytes, context.Options.CookieKey.Span);
        context.Packet.Begin(init.InitiateTag);
        new InitChunk
        {
            InitiateTag = cookie.LocalTag,
            ReceiverWindow = (uint)context.Options.ReceiveWindow,
            OutboundStreams = context.Options.Streams,
            InboundStreams = context.Options.Streams,
            InitialTsn = cookie.LocalInitialTsn,
            Capabilities = context.Offered,
            Cookie = cookieBytes,
            Unrecognized = init.Unrecognized,
        }.Write(context.Packet, ChunkType.InitAck);
        context.Transmit(needsChecksum: true);
    }

    /// <summary>INIT ACK came (RFC 9260 §5.1 C).</summary>
    public void OnInitAck(Chunk chunk)
    {
        if (context.State != AssociationState.CookieWait)
            return;
        Span<byte> unrecognized = stackalloc byte[UnrecognizedSize];
        if (!InitChunk.TryRead(chunk, unrecognized, out var init))
            return;
        if (init.Cookie.IsEmpty || init.Cookie.Length > context.Options.MaxPacketSize - CommonHeader.Size - Chunk.HeaderSize)
        {
            events.Fail(SctpCloseKind.AbortedLocally, ErrorCauseCode.MissingMandatoryParameter, "");
            return;
        }

        if (_attempts == 0)
            context.Rto.Sample(context.Now - _sentAt);
        _peer = PeerParameters.Of(init);
        _cookie = init.Cookie.ToArray();
        context.PeerTag = _peer.Tag;
        context.State = AssociationState.CookieEchoed;
        SendCookieEcho();
    }

    /// <summary>COOKIE ECHO came (RFC 9260 §5.1 D, §5.2.4). Returns whether it was right, so that the chunks behind it count.</summary>
    public bool OnCookieEcho(Chunk chunk, uint verificationTag)
    {
        if (!StateCookie.TryRead(chunk.Body, context.Options.CookieKey.Span, out var cookie) || cookie.LocalTag != verificationTag)
            return false;
        var isKnown = cookie.LocalTag == context.LocalTag && cookie.Peer.Tag == context.PeerTag;
        var age = context.Now - cookie.CreatedAt;
        if (age > context.Options.CookieLifetime && !isKnown)
        {
            ReportStale(cookie.Peer.Tag, age - context.Options.CookieLifetime);
            return false;
        }

        if (context.State == AssociationState.Closed)
        {
            context.LocalTag = cookie.LocalTag;
            Establish(cookie, isRestart: false);
            return true;
        }

        var isOpening = context.State is AssociationState.CookieWait or AssociationState.CookieEchoed;
        if (cookie.LocalTag == context.LocalTag && isOpening)
        {
            Establish(cookie, isRestart: false); // actions B and D
            return true;
        }

        if (isKnown)
        {
            context.TransmitEmptyChunk(ChunkType.CookieAck); // our COOKIE ACK was lost
            return true;
        }

        var isRestart = cookie.LocalTieTag != 0 && cookie.LocalTieTag == context.LocalTag && cookie.PeerTieTag == context.PeerTag
            && cookie.Peer.Tag != context.PeerTag && context.State != AssociationState.ShutdownAckSent;
        if (!isRestart)
            return false;
        context.LocalTag = cookie.LocalTag; // action A
        Establish(cookie, isRestart: true);
        return true;
    }

    /// <summary>COOKIE ACK came (RFC 9260 §5.1 E).</summary>
    public void OnCookieAck()
    {
        if (context.State != AssociationState.CookieEchoed)
            return;
        Finish();
        events.Establish(_initialTsn, _peer, isRestart: false);
    }

    /// <summary>Our cookie came back too late: once more from the beginning (RFC 9260 §5.2.6).</summary>
    public void OnStaleCookie()
    {
        if (context.State != AssociationState.CookieEchoed)
            return;
        _attempts++;
        context.State = AssociationState.CookieWait;
        SendInit();
    }

    private void Establish(in StateCookie cookie, bool isRestart)
    {
        Finish();
        context.PeerTag = cookie.Peer.Tag;
        context.TransmitEmptyChunk(ChunkType.CookieAck);
        events.Establish(cookie.LocalInitialTsn, cookie.Peer, isRestart);
    }

    private void Finish()
    {
        context.Timers.Stop(AssociationTimer.T1);
        _cookie = [];
    }

    private void SendInit()
    {
        context.Packet.Begin(0);
        new InitChunk
        {
            InitiateTag = context.LocalTag,
            ReceiverWindow = (uint)context.Options.ReceiveWindow,
            OutboundStreams = context.Options.Streams,
            InboundStreams = context.Options.Streams,
            InitialTsn = _initialTsn,
            Capabilities = context.Offered,
        }.Write(context.Packet, ChunkType.Init);
        _sentAt = context.Now;
        context.Transmit(needsChecksum: true);
        StartTimer();
    }

    private void SendCookieEcho()
    {
        context.Packet.Begin(context.PeerTag);
        _cookie.CopyTo(context.Packet.Append(ChunkType.CookieEcho, 0, _cookie.Length));
        context.Transmit(needsChecksum: true);
        StartTimer();
    }

    private void StartTimer() =>
        context.Timers.Start(AssociationTimer.T1, context.Now + (context.Rto.Current < MaxTimeout ? context.Rto.Current : MaxTimeout));

    /// <summary>ABORT to an INIT that offers no streams (RFC 9260 §3.3.2).</summary>
    private void Refuse(uint peerTag)
    {
        context.Packet.Begin(peerTag);
        ErrorCause.Write(context.Packet.Append(ChunkType.Abort, 0, ErrorCause.HeaderSize), ErrorCauseCode.InvalidMandatoryParameter, default);
        context.Transmit(needsChecksum: true);
    }

    private void ReportStale(uint peerTag, TimeSpan by)
    {
        Span<byte> measure = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(measure, (uint)Math.Min(by.TotalMicroseconds, uint.MaxValue));
        context.Packet.Begin(peerTag);
        ErrorCause.Write(context.Packet.Append(ChunkType.Error, 0, ErrorCause.Size(measure.Length)), ErrorCauseCode.StaleCookie, measure);
        context.Transmit(needsChecksum: true);
    }
}
