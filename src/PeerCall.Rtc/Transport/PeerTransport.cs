using PeerCall.Ice;
using PeerCall.Net;
using PeerCall.Rtc.DataChannels;
using PeerCall.Rtc.Dtls;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Transport;

/// <summary>
/// ICE, DTLS and SCTP of one connection, one above the other, on a loop that others share. Datagrams go up through the three layers on the loop's
/// thread, and what applications send comes down on theirs; the loop's gate covers all of it.
/// </summary>
internal sealed class PeerTransport : LoopMember, IPeerTransport, ISctpCarrier, IIceTransportOwner, IDtlsTransportOwner
{
    private readonly IPeerTransportEvents _events;
    private readonly RtcLoops _loops;
    private readonly RtcLoop _loop;
    private readonly RtcCertificate _certificate;
    private readonly CertificateFingerprint _fingerprint;
    private readonly bool _ownsCertificate;
    private readonly IceTransport _ice;
    private readonly DtlsTransport _dtls;
    private readonly SctpTransport _sctp;
    private readonly Lazy<Task> _ended;
    private bool _takesChannels;
    private bool _isProbing;
    private bool _isProbeOut;
    private bool _isClosed;

    private PeerTransport(PeerTransportOptions options, IPeerTransportEvents events)
    {
        _events = events;
        _loops = options.Loops;
        _certificate = options.Certificate;
        _fingerprint = options.Certificate.Fingerprint;
        _ownsCertificate = options.OwnsCertificate;
        _sctp = new SctpTransport(options.Sctp, this, options.Clock);
        _dtls = new DtlsTransport(options.Dtls, options.Certificate, this);
        _loop = options.Loops.Take();
        _ice = new IceTransport(options, _loop, this);
        _ended = new Lazy<Task>(End);
    }

    /// <inheritdoc/>
    public TimeSpan Now => _loop.Now;

    /// <inheritdoc/>
    public IceParameters LocalParameters => _ice.LocalParameters;

    /// <inheritdoc/>
    public IReadOnlyList<LocalCandidate> LocalCandidates => _ice.LocalCandidates;

    /// <inheritdoc/>
    public CertificateFingerprint LocalFingerprint => _fingerprint;

    /// <inheritdoc/>
    public IceGatheringState GatheringState => _ice.GatheringState;

    /// <inheritdoc/>
    public IceConnectionState IceState => _ice.State;

    /// <inheritdoc/>
    public DtlsState DtlsState => _dtls.State;

    /// <summary>SRTP that came, and was dropped: there is no media yet.</summary>
    internal long MediaPacketsDropped { get; private set; }

    /// <summary>Datagrams of strangers that were dropped.</summary>
    internal long PacketsFromStrangers => _ice.PacketsFromStrangers;

    /// <summary>System calls for sending so far, of all that share the loop.</summary>
    internal long SendCalls => _loop.Udp.SendCalls;

    /// <summary>Makes a transport that does nothing yet. Its first connection starts the loop.</summary>
    public static IPeerTransport Create(PeerTransportOptions options, IPeerTransportEvents events)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(events);
        return new PeerTransport(options, events);
    }

    /// <inheritdoc cref="IPeerTransport.Enter"/>
    public UdpLoop.Scope Enter() => _loop.Enter();

    /// <inheritdoc/>
    public void Configure(TransportConfiguration configuration)
    {
        _ice.Configure(configuration);
        Settle();
    }

    /// <inheritdoc/>
    public void Gather(IceRole role)
    {
        _ice.Gather(role, Now);
        Settle();
    }

    /// <inheritdoc/>
    public void SetRemote(RemoteTransportParameters remote)
    {
        if (_isClosed)
            return;
        if (remote.SctpPort is { } port && DtlsState is DtlsState.New or DtlsState.Connecting)
        {
            _takesChannels = true;
            _sctp.SetPeer(port, remote.MaxMessageSize);
        }
        _ice.SetRemote(remote.Ice, remote.IsIceLite, Now);
        _dtls.SetRemote(remote.Fingerprints, remote.IsDtlsClient, _ice.MaySend, Now);
        Settle();
    }

    /// <inheritdoc/>
    public void AddRemoteCandidate(CandidateAttribute candidate)
    {
        if (_isClosed)
            return;
        _ice.AddRemoteCandidate(candidate, Now);
        Settle();
    }

    /// <inheritdoc/>
    public void EndOfRemoteCandidates()
    {
        if (_isClosed)
            return;
        _ice.EndOfRemoteCandidates(Now);
        Settle();
    }

    /// <inheritdoc/>
    public IceParameters RestartIce()
    {
        if (_isClosed)
            return LocalParameters;
        var parameters = _ice.Restart(Now);
        Settle();
        return parameters;
    }

    /// <inheritdoc/>
    public bool RollBackRestart()
    {
        var isBack = !_isClosed && _ice.RollBackRestart(Now);
        Settle();
        return isBack;
    }

    /// <inheritdoc/>
    public DataChannel? CreateDataChannel(string label, DataChannelOptions options)
    {
        var channel = _sctp.Create(label, options, Now);
        Settle();
        return channel;
    }

    /// <inheritdoc/>
    public TransportStatistics GetStatistics() => new()
    {
        Ice = _ice.GetStatistics(),
        IceRole = _ice.Role,
        IceState = _ice.State,
        IceLocalUsernameFragment = LocalParameters.UsernameFragment,
        SelectedPairChanges = _ice.SelectedPairChanges,
        DtlsState = _dtls.State,
        IsDtlsClient = _dtls.IsClient,
        Dtls = _dtls.Parameters,
        LocalCertificate = _certificate.RawData,
        PacketsSent = _ice.PacketsSent,
        PacketsReceived = _ice.PacketsReceived,
        BytesSent = _ice.BytesSent,
        BytesReceived = _ice.BytesReceived,
        Sctp = _sctp.Statistics,
        Channels = [.. _sctp.Channels],
        ChannelsOpened = _sctp.ChannelsOpened,
        ChannelsClosed = _sctp.ChannelsClosed,
    };

    /// <inheritdoc/>
    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        // From above to below, so that each layer can still tell the other end's.
        _sctp.Abort(Now);
        _dtls.Close();
        _ice.Close(Now);
        Settle();
    }

    /// <summary>Closes and waits until sockets are closed and relays given back; a loop that nobody uses any more ends. Idempotent, also from an event.</summary>
    public ValueTask DisposeAsync() => new(_ended.Value);

    /// <summary>Sends a datagram that is not DTLS: where media will come in; until then for tests.</summary>
    internal void SendRaw(ReadOnlySpan<byte> datagram)
    {
        using (Enter())
            _ice.Send(datagram, Now);
    }

    /// <inheritdoc/>
    internal override void Advance(TimeSpan now)
    {
        try
        {
            _ice.Advance(now);
            _dtls.Advance(now);
            if (_sctp.Deadline <= now)
                _sctp.Advance(now);
        }
        finally
        {
            Settle();
        }
    }

    /// <summary>Tells the loop when this connection is due.</summary>
    public void Settle()
    {
        var deadline = _ice.Deadline;
        var dtls = _dtls.NextDeadline;
        deadline = dtls < deadline ? dtls : deadline;
        var sctp = _sctp.Deadline;
        _loop.SetDeadline(this, sctp < deadline ? sctp : deadline);
    }

    void IIceTransportOwner.OnCandidate(LocalCandidate candidate) => _events.OnCandidate(candidate);

    void IIceTransportOwner.OnCandidateError(IceCandidateError error) => _events.OnCandidateError(error);

    void IIceTransportOwner.OnGatheringStateChanged(IceGatheringState state) => _events.OnGatheringStateChanged(state);

    void IIceTransportOwner.OnIceStateChanged(IceConnectionState state) => _events.OnIceStateChanged(state);

    void IIceTransportOwner.OnNetworkChanged(bool isPathLost) => _events.OnNetworkChanged(isPathLost);

    void IIceTransportOwner.OnSelectedPathChanged(SelectedPath? path)
    {
        if (path is not null)
            _dtls.OnPath(Now);
        // Beyond a relay another host may cut what this one asks not to be cut.
        _sctp.ChangePath(isProbed: path is { LocalType: not CandidateType.Relayed, RemoteType: not CandidateType.Relayed }, Now);
        _events.OnSelectedPathChanged(path);
    }

    void IIceTransportOwner.OnDatagram(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        // RFC 7983 §7.
        switch (datagram[0])
        {
            case >= 20 and <= 63:
                _dtls.Receive(datagram, now);
                break;
            case >= 128 and <= 191:
                MediaPacketsDropped++;
                break;
            default:
                break;
        }
    }

    void IDtlsTransportOwner.TransmitDtls(ReadOnlySpan<byte> datagram)
    {
        if (_isProbing)
            _isProbeOut = _ice.TrySendUnfragmented(datagram, Now);
        else
            _ice.Send(datagram, Now);
    }

    void IDtlsTransportOwner.OnDtlsData(ReadOnlySpan<byte> data) => _sctp.Receive(data, Now);

    void IDtlsTransportOwner.OnDtlsStateChanged(DtlsState state)
    {
        _events.OnDtlsStateChanged(state);
        if (state is DtlsState.Connected && _takesChannels)
            _sctp.Start(_dtls.IsClient is true, Now);
        else if (state is DtlsState.Closed or DtlsState.Failed)
            _sctp.Abort(Now);
    }

    // Without consent nothing is sent (RFC 7675 §5.1): to SCTP it is loss, and the record need not be made.
    void ISctpCarrier.Transmit(ReadOnlySpan<byte> packet)
    {
        if (_ice.MaySend)
            _dtls.Send(packet);
    }

    bool ISctpCarrier.TransmitProbe(ReadOnlySpan<byte> packet)
    {
        if (!_ice.MaySend)
            return false;
        // DTLS hands the record down within the call.
        _isProbing = true;
        _isProbeOut = false;
        _dtls.Send(packet);
        _isProbing = false;
        return _isProbeOut;
    }

    void ISctpCarrier.OnDataChannel(DataChannel channel) => _events.OnDataChannel(channel);

    void ISctpCarrier.OnAssociationClosed(in SctpCloseReason reason) => _events.OnAssociationClosed(in reason);

    private async Task End()
    {
        using (Enter())
            Close();
        // Out of whatever call this came from: a layer must not be disposed of from within itself.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _ice.Closed();
        using (Enter())
        {
            _dtls.Dispose();
            _loop.SetDeadline(this, TimeSpan.MaxValue);
        }
        if (_ownsCertificate)
            _certificate.Dispose();
        _loops.Release(_loop);
    }
}
