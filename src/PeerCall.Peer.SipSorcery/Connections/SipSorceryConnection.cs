using PeerCall.Peer.Engine;
using PeerCall.Peer.SipSorcery.Channels;
using PeerCall.Peer.SipSorcery.Descriptions;
using PeerCall.Rtc;
using PeerCall.Sctp;
using SIPSorcery.Net;

namespace PeerCall.Peer.SipSorcery.Connections;

/// <summary>
/// Perfect negotiation (W3C webrtc §10.7) above SIPSorcery. It has no rollback, and needs none: an offer of this end is told to it together with the answer, so that until then it can be dropped
/// in favour of the other end's. Whatever blocks runs on the pool, one step after the other.
/// </summary>
internal sealed class SipSorceryConnection : IEngineConnection, IInnerEvents
{
    private readonly RTCConfiguration _configuration;
    private readonly bool _isPolite;
    private readonly IEngineEvents _events;
    private readonly OutgoingSignals _signals;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<SipSorceryChannel> _early = [];
    private readonly List<IceCandidate> _candidates = [];
    private InnerConnection? _inner;
    private RemoteDescription? _remote;
    private SessionDescription? _offer;
    private bool _wantsData;
    private bool _hasFailed;
    private bool _isClosed;

    public SipSorceryConnection(RTCConfiguration configuration, bool isPolite, IEngineEvents events)
    {
        _configuration = configuration;
        _isPolite = isPolite;
        _events = events;
        _signals = new OutgoingSignals(events);
    }

    public bool IsBound => Volatile.Read(ref _remote) is not null;

    public bool HasOpenOffer => Volatile.Read(ref _offer) is not null;

    public ConnectionState State
    {
        get
        {
            lock (_gate)
                return _isClosed ? ConnectionState.Closed : _hasFailed ? ConnectionState.Failed : _inner?.State ?? ConnectionState.New;
        }
    }

    public bool IsIceDown
    {
        get
        {
            lock (_gate)
                return _inner?.IsIceDown == true;
        }
    }

    public Task ReceiveAsync(SignalingMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return TakeTurnAsync(() => message switch
        {
            { Description: { Type: SdpType.Offer } offer } => TakeOfferAsync(RemoteDescription.Read(offer.Sdp)),
            { Description: { Type: SdpType.Answer } answer } => TakeAnswerAsync(RemoteDescription.Read(answer.Sdp)),
            { Candidate: { } candidate } => TakeCandidate(candidate),
            // Provisional answers are not offered to anybody, and an end of candidates is nothing that SIPSorcery waits for.
            _ => Task.CompletedTask,
        });
    }

    public Task RepeatOfferAsync() => TakeTurnAsync(() =>
    {
        if (_offer is not null)
            Offer(_inner!);
        return Task.CompletedTask;
    });

    public void EnsureData()
    {
        lock (_gate)
        {
            if (_isClosed || _remote?.HasData == true)
                return;
            // SIPSorcery offers data, and begins with it, for the sake of a channel.
            if (!_wantsData && _remote is null)
                _early.Add(NewChannel(PeerChannels.Link, new DataChannelOptions()));
            _wantsData = true;
        }
        _ = NegotiateAsync();
    }

    public IPeerChannel CreateChannel(string label, DataChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var channel = NewChannel(label, options);
        lock (_gate)
        {
            if (_isClosed)
                throw new RtcException(RtcErrorCode.InvalidState, "The connection is closed.");
            _wantsData = true;
            if (_inner is null)
                _early.Add(channel);
            else
                _inner.Channels.Add(channel);
        }
        _ = NegotiateAsync();
        return channel;
    }

    public void RestartIce() => throw new EngineNotSupportedException("An ICE restart", SipSorceryEngine.EngineName);

    public void Configure(EngineConfiguration configuration) =>
        throw new EngineNotSupportedException("Another configuration of a connection", SipSorceryEngine.EngineName);

    public Task<SelectedPair?> GetSelectedPairAsync()
    {
        lock (_gate)
            return Task.FromResult(_inner?.SelectedPair);
    }

    public Task<RtcStatsReport> GetStatsAsync() => Task.FromException<RtcStatsReport>(new EngineNotSupportedException("Statistics", SipSorceryEngine.EngineName));

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            InnerConnection? inner;
            SipSorceryChannel[] early;
            lock (_gate)
            {
                if (_isClosed)
                    return;
                _isClosed = true;
                (inner, early) = (_inner, [.. _early]);
                _early.Clear();
            }
            foreach (var channel in early)
                channel.OnClosed();
            if (inner is not null)
                await Task.Run(inner.Dispose);
            await _signals.DisposeAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    void IInnerEvents.OnStateChanged(InnerConnection inner)
    {
        lock (_gate)
        {
            if (inner != _inner || _isClosed)
                return;
        }
        _events.OnStateChanged();
    }

    void IInnerEvents.OnCandidate(InnerConnection inner, RTCIceCandidate candidate)
    {
        if (IsCurrent(inner))
            _signals.Add(new IceCandidate($"candidate:{candidate.candidate}", SdpMid: null, SdpMLineIndex: 0, inner.UsernameFragment));
    }

    void IInnerEvents.OnGathered(InnerConnection inner)
    {
        if (IsCurrent(inner))
            _signals.EndCandidates();
    }

    private static void Check(DataChannelOptions options)
    {
        if (options is { MaxRetransmits: not null, MaxPacketLifeTime: not null })
            throw new ArgumentException("A channel has a limit of retransmissions or of time, not both.", nameof(options));
        if (options is { IsNegotiated: true, Id: null })
            throw new ArgumentException("A negotiated channel needs its stream.", nameof(options));
        if (!options.IsOrdered)
            throw new EngineNotSupportedException("An unordered channel", SipSorceryEngine.EngineName);
        if (options.MaxRetransmits is not null || options.MaxPacketLifeTime is not null)
            throw new EngineNotSupportedException("A channel that gives messages up", SipSorceryEngine.EngineName);
    }

    private bool IsCurrent(InnerConnection inner)
    {
        lock (_gate)
            return inner == _inner;
    }

    private SipSorceryChannel NewChannel(string label, DataChannelOptions options) =>
        new(label, options, () => Volatile.Read(ref _remote)?.MaxMessageSize ?? RemoteDescription.DefaultMaxMessageSize);

    private async Task TakeTurnAsync(Func<Task> step)
    {
        await _turn.WaitAsync();
        try
        {
            if (_isClosed)
                throw new RtcException(RtcErrorCode.InvalidState, "The connection is closed.");
            await Task.Run(step);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Offers if an offer is due.</summary>
    private async Task NegotiateAsync()
    {
        try
        {
            await TakeTurnAsync(OfferIfDueAsync);
        }
        catch (RtcException)
        {
            // Closed meanwhile.
        }
        catch (Exception error) when (error is ApplicationException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            // It cannot even begin, such as for want of a socket: for whoever looks, that is a connection that has failed.
            lock (_gate)
                _hasFailed = true;
            _events.OnStateChanged();
        }
    }

    private async Task OfferIfDueAsync()
    {
        if (_offer is not null || !_wantsData || _remote?.HasData == true)
            return;
        var inner = _inner ?? await BeginAsync(isOffering: true);
        Offer(inner);
    }

    private void Offer(InnerConnection inner)
    {
        var offer = new SessionDescription(SdpType.Offer, inner.CreateOffer());
        Volatile.Write(ref _offer, offer);
        _signals.Describe(offer, inner.IsGathered);
    }

    private async Task TakeOfferAsync(RemoteDescription offer)
    {
        if (_offer is not null && !_isPolite)
            return;
        if (_remote is { } known && known.UsernameFragment != offer.UsernameFragment)
            throw new RtcException(RtcErrorCode.Operation, "The other end asks for an ICE restart, which the SIPSorcery engine cannot take part in.");
        Volatile.Write(ref _offer, null);
        // SIPSorcery would begin with data for its channels, although the other end knows of none yet, and would not try again.
        if (!offer.HasData && _inner is { Channels.Early: > 0 } && _remote is null)
            await ForgetInnerAsync();
        var inner = _inner ?? await BeginAsync(isOffering: false);
        _signals.Hold();
        string answer;
        try
        {
            answer = await inner.AnswerAsync(offer);
        }
        catch (RtcException) when (_remote is null)
        {
            // SIPSorcery has kept half of it.
            await ForgetInnerAsync();
            await OfferIfDueAsync();
            throw;
        }
        Bind(inner, offer);
        _signals.Describe(new SessionDescription(SdpType.Answer, answer), inner.IsGathered);
        await OfferIfDueAsync();
    }

    private async Task TakeAnswerAsync(RemoteDescription answer)
    {
        // An answer to an offer that was dropped, or one that came twice.
        if (_offer is not { } offer || _inner is not { } inner)
            return;
        await inner.TakeAnswerAsync(offer.Sdp, answer);
        Volatile.Write(ref _offer, null);
        Bind(inner, answer);
    }

    private void Bind(InnerConnection inner, RemoteDescription remote)
    {
        lock (_gate)
            Volatile.Write(ref _remote, remote);
        foreach (var candidate in _candidates)
            Add(inner, candidate, remote);
        _candidates.Clear();
    }

    private Task TakeCandidate(IceCandidate candidate)
    {
        if (_inner is { } inner && _remote is { } remote)
            Add(inner, candidate, remote);
        // Far more than there are addresses: who sends so many gets no more attention for it.
        else if (_candidates.Count < 256)
            _candidates.Add(candidate);
        return Task.CompletedTask;
    }

    private static void Add(InnerConnection inner, IceCandidate candidate, RemoteDescription remote)
    {
        if (candidate.UsernameFragment is null || candidate.UsernameFragment == remote.UsernameFragment)
            inner.AddCandidate(candidate);
    }

    /// <summary>Makes SIPSorcery's connection. For an offer it is given the channels there are; an answering one opens them when it is connected.</summary>
    private async Task<InnerConnection> BeginAsync(bool isOffering)
    {
        var inner = new InnerConnection(_configuration, this, _events.OnChannel, () => _remote?.MaxMessageSize ?? RemoteDescription.DefaultMaxMessageSize);
        SipSorceryChannel[] channels;
        lock (_gate)
        {
            _inner = inner;
            channels = [.. _early];
            _early.Clear();
        }
        foreach (var channel in channels)
        {
            if (isOffering)
                await inner.Channels.AddEarlyAsync(channel);
            else
                inner.Channels.Add(channel);
        }
        inner.Start();
        return inner;
    }

    private async Task ForgetInnerAsync()
    {
        InnerConnection inner;
        lock (_gate)
        {
            inner = _inner!;
            _inner = null;
            _early.AddRange(inner.Channels.TakeBack());
        }
        _signals.Forget();
        await Task.Run(inner.Dispose);
    }
}
