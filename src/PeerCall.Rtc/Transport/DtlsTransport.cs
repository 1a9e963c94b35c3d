using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Transport;

/// <summary>What a <see cref="DtlsTransport"/> tells. Under the gate.</summary>
internal interface IDtlsTransportOwner
{
    /// <summary>Send this datagram to the other end; may be lost.</summary>
    void TransmitDtls(ReadOnlySpan<byte> datagram);

    /// <summary>The content of a record.</summary>
    void OnDtlsData(ReadOnlySpan<byte> data);

    /// <summary>DTLS moved.</summary>
    void OnDtlsStateChanged(DtlsState state);
}

/// <summary>
/// The DTLS association of a connection (W3C RTCDtlsTransport): made when the other end's description is known, begun when there is a path. What the
/// other end sends earlier, because its answer is still on the way or its path was found first, is kept for a while. Under the gate.
/// </summary>
internal sealed class DtlsTransport(IDtlsEngine engine, RtcCertificate certificate, IDtlsTransportOwner owner) : IDtlsOutput, IDisposable
{
    /// <summary>A flight or two; the other end sends again what is lost.</summary>
    private const int MaxEarly = 8;

    private readonly Queue<byte[]> _early = [];
    private IDtlsAssociation? _association;
    private bool _isStarted;
    private bool _isClosed;

    /// <summary>State.</summary>
    public DtlsState State => _isClosed && _association is null ? DtlsState.Closed : _association?.State ?? DtlsState.New;

    /// <summary>Whether this end is the client; null before that is known.</summary>
    public bool? IsClient { get; private set; }

    /// <summary>What the handshake agreed on.</summary>
    public DtlsParameters? Parameters => _association?.Parameters;

    /// <summary>When <see cref="Advance"/> is to be called at the latest.</summary>
    public TimeSpan NextDeadline => _isStarted ? _association!.NextDeadline : TimeSpan.MaxValue;

    /// <summary>The other end's description is known; only the first one counts.</summary>
    /// <exception cref="DtlsUnavailableException">There is no DTLS on this machine.</exception>
    public void SetRemote(IReadOnlyList<CertificateFingerprint> fingerprints, bool isClient, bool hasPath, TimeSpan now)
    {
        if (_association is not null || _isClosed)
            return;
        _association = engine.Create(new DtlsOptions { Certificate = certificate, IsClient = isClient, RemoteFingerprints = fingerprints }, this);
        IsClient = isClient;
        // A client would speak into nothing; and so would a server that is answered too early, whose flight would be lost until its timer.
        if (hasPath)
            Start(now);
    }

    /// <summary>There is a path.</summary>
    public void OnPath(TimeSpan now)
    {
        if (_association is not null)
            Start(now);
    }

    /// <summary>A datagram of the other end.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (_isStarted)
        {
            _association!.Receive(datagram, now);
            return;
        }
        if (_isClosed)
            return;
        if (_early.Count == MaxEarly)
            _early.Dequeue();
        _early.Enqueue(datagram.ToArray());
    }

    /// <summary>Sends data as one record.</summary>
    public bool Send(ReadOnlySpan<byte> data) => _isStarted && _association!.Send(data);

    /// <summary>Does what is due.</summary>
    public void Advance(TimeSpan now)
    {
        if (NextDeadline <= now)
            _association!.Advance(now);
    }

    /// <summary>Ends it, and tells the other end.</summary>
    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _early.Clear();
        if (_isStarted)
            _association!.Close();
    }

    /// <summary>Not from within one of its calls.</summary>
    public void Dispose()
    {
        _isStarted = false;
        _association?.Dispose();
    }

    void IDtlsOutput.Transmit(ReadOnlySpan<byte> datagram) => owner.TransmitDtls(datagram);

    void IDtlsOutput.OnData(ReadOnlySpan<byte> data) => owner.OnDtlsData(data);

    void IDtlsOutput.OnStateChanged(DtlsState state) => owner.OnDtlsStateChanged(state);

    private void Start(TimeSpan now)
    {
        if (_isStarted || _isClosed)
            return;
        _isStarted = true;
        _association!.Start(now);
        while (_early.TryDequeue(out var datagram))
            _association.Receive(datagram, now);
    }
}
