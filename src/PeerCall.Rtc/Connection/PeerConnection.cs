using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using PeerCall.Ice;
using PeerCall.Rtc.Configuration;
using PeerCall.Rtc.Connection;
using PeerCall.Rtc.Negotiation;
using PeerCall.Rtc.Stats;
using PeerCall.Rtc.Transport;
using PeerCall.Sctp;

namespace PeerCall.Rtc;

/// <summary>
/// A connection to one other peer (W3C RTCPeerConnection) with data channels. Safe from any thread. Operations take effect in the order in
/// which they are called (W3C's operations chain), each as a whole; an error comes with the task and leaves everything as it was.
/// </summary>
/// <remarks>
/// Each stream (<see cref="LocalCandidates"/>, <see cref="DataChannels"/> …) is a queue: what one reader takes no other one sees. A
/// stream that nobody reads keeps what is newest, and ends when the connection is closed.
/// </remarks>
public sealed class PeerConnection : IAsyncDisposable
{
    private readonly ConnectionStreams _streams = new();
    private readonly StateWaiters _waiters = new();
    private readonly StatsBuilder _stats = new();
    private readonly OfferAnswer _negotiation;
    private readonly RemoteCandidates _candidates;
    private readonly DescriptionExchange _exchange;
    private readonly IPeerTransport _transport;
    private readonly ILogger _logger;
    private readonly string _name;
    private PeerConnectionOptions _options;
    private ConnectionState _state;
    private bool _isNegotiationNeeded;
    private Task? _closing;
    private RtcStatsReport? _lastReport;

    /// <summary>Makes a connection; nothing is sent or opened yet.</summary>
    /// <param name="options">How; null: the defaults.</param>
    /// <exception cref="ArgumentException">The ports are no range.</exception>
    /// <exception cref="RtcException">An ICE server's URL cannot be read, or its credentials are missing.</exception>
    /// <exception cref="Dtls.DtlsUnavailableException">DTLS is not to be had on this machine.</exception>
    public PeerConnection(PeerConnectionOptions? options = null)
        : this(options ?? new PeerConnectionOptions(), DefaultTransport.Create)
    {
    }

    internal PeerConnection(PeerConnectionOptions options, TransportFactory makeTransport)
    {
        ConfigurationCheck.CheckPorts(options);
        var configuration = ConfigurationCheck.Read(options.IceServers, options.IceTransportPolicy);
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<PeerConnection>();
        _name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        _negotiation = new OfferAnswer(
            BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 2,
            RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 24));
        _transport = makeTransport(options, configuration, new Events(this));
        _candidates = new RemoteCandidates(_negotiation, _transport);
        _exchange = new DescriptionExchange(_negotiation, _transport, _candidates);
    }

    /// <summary>The configuration in force. Its text does not show credentials.</summary>
    public PeerConnectionOptions Configuration => Read(static connection => connection._options);

    /// <summary>Where offer and answer stand.</summary>
    public SignalingState SignalingState => Read(static connection => connection._negotiation.State);

    /// <summary>ICE and DTLS together.</summary>
    public ConnectionState ConnectionState => Read(static connection => connection._state);

    /// <summary>ICE.</summary>
    public IceConnectionState IceConnectionState =>
        Read(static connection => connection.IsClosed ? IceConnectionState.Closed : connection._transport.IceState);

    /// <summary>Gathering of this end's candidates.</summary>
    public IceGatheringState IceGatheringState => Read(static connection => connection._transport.GatheringState);

    /// <summary>This end's newest description, with the candidates found so far; null before there is one.</summary>
    public SessionDescription? LocalDescription => Read(static connection => connection.Describe(connection._negotiation.Local));

    /// <summary>This end's description that was agreed on last, with the candidates found so far.</summary>
    public SessionDescription? CurrentLocalDescription => Read(static connection => connection.Describe(connection._negotiation.CurrentLocal));

    /// <summary>This end's description that is being negotiated, with the candidates found so far.</summary>
    public SessionDescription? PendingLocalDescription => Read(static connection => connection.Describe(connection._negotiation.PendingLocal));

    /// <summary>The other end's newest description, as it came; null before there is one.</summary>
    public SessionDescription? RemoteDescription => Read(static connection => AsItCame(connection._negotiation.Remote));

    /// <summary>The other end's description that was agreed on last.</summary>
    public SessionDescription? CurrentRemoteDescription => Read(static connection => AsItCame(connection._negotiation.CurrentRemote));

    /// <summary>The other end's description that is being negotiated.</summary>
    public SessionDescription? PendingRemoteDescription => Read(static connection => AsItCame(connection._negotiation.PendingRemote));

    /// <summary>
    /// This end's candidates as they are found, for signaling; null ends those of a generation (W3C <c>icecandidate</c>), and more follow
    /// after an ICE restart.
    /// </summary>
    public IAsyncEnumerable<IceCandidate?> LocalCandidates => _streams.Candidates.Reader.ReadAllAsync();

    /// <summary>Servers that gave no candidate (W3C <c>icecandidateerror</c>).</summary>
    public IAsyncEnumerable<IceCandidateError> CandidateErrors => _streams.CandidateErrors.Reader.ReadAllAsync();

    /// <summary>Channels that the other end opens (W3C <c>datachannel</c>).</summary>
    public IAsyncEnumerable<DataChannel> DataChannels => _streams.DataChannels.Reader.ReadAllAsync();

    /// <summary>States of the connection as it enters them, the first one excepted.</summary>
    public IAsyncEnumerable<ConnectionState> ConnectionStates => _streams.States.Reader.ReadAllAsync();

    /// <summary>
    /// An element each time an offer is due (W3C <c>negotiationneeded</c>): make one and set it. What is due is told once until the next
    /// negotiation has ended. <see cref="PerfectNegotiation"/> does all of it.
    /// </summary>
    public IAsyncEnumerable<bool> NegotiationNeeded => _streams.NegotiationNeeded.Reader.ReadAllAsync();

    internal ConnectionStreams Streams => _streams;

    private bool IsClosed => _negotiation.State is SignalingState.Closed;

    /// <summary>Makes an offer: the sections negotiated before, and one for data channels if any was made (RFC 9429 §5.2).</summary>
    /// <exception cref="RtcException">The other end's offer waits for an answer, or the connection is closed (<see cref="RtcErrorCode.InvalidState"/>).</exception>
    public Task<SessionDescription> CreateOfferAsync(CancellationToken cancellation = default) => Do(
        static (connection, _) => connection._exchange.CreateOffer() is (not null and var sdp, _)
            ? new SessionDescription(SdpType.Offer, sdp)
            : throw connection.NotNow("offer"),
        0,
        cancellation);

    /// <summary>Makes an answer to the offer that was set: data channels are accepted, media sections rejected (RFC 9429 §5.3).</summary>
    /// <exception cref="RtcException">There is no offer, or the connection is closed (<see cref="RtcErrorCode.InvalidState"/>).</exception>
    public Task<SessionDescription> CreateAnswerAsync(CancellationToken cancellation = default) => Do(
        static (connection, _) => connection._exchange.CreateAnswer() is (not null and var sdp, _)
            ? new SessionDescription(SdpType.Answer, sdp)
            : throw connection.NotNow("answer"),
        0,
        cancellation);

    /// <summary>
    /// Sets this end's description, and begins to gather candidates. Null makes the one that is due: an answer to an open offer, an offer
    /// otherwise. An empty text means the same for the type it comes with: what was created before may be out of date. A rollback takes an offer back.
    /// </summary>
    /// <exception cref="RtcException">
    /// Not in this state (<see cref="RtcErrorCode.InvalidState"/>), or the text is not the one that was created last
    /// (<see cref="RtcErrorCode.InvalidModification"/>).
    /// </exception>
    public Task SetLocalDescriptionAsync(SessionDescription? description = null, CancellationToken cancellation = default) => Do(
        static (connection, description) => connection.Set(connection._exchange.SetLocal(description)), description, cancellation);

    /// <summary>Sets the other end's description. An offer takes back an open offer of this end (RFC 9429 §4.1.10.2).</summary>
    /// <exception cref="RtcException">
    /// Not in this state (<see cref="RtcErrorCode.InvalidState"/>), cannot be read (<see cref="RtcErrorCode.Syntax"/>), or asks for
    /// what is not possible (<see cref="RtcErrorCode.InvalidAccess"/>).
    /// </exception>
    public Task SetRemoteDescriptionAsync(SessionDescription description, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return Do(static (connection, description) => connection.Set(connection._exchange.SetRemote(description)), description, cancellation);
    }

    /// <summary>
    /// A candidate of the other end; null: there are no more. Up to 100 may come before the first description. Candidates of rejected
    /// sections, and of kinds that are not used, have no effect.
    /// </summary>
    /// <exception cref="ArgumentException">It names no media section.</exception>
    /// <exception cref="RtcException">
    /// It cannot be read, or names a section or a generation that is not there (<see cref="RtcErrorCode.Operation"/>); the connection is
    /// closed (<see cref="RtcErrorCode.InvalidState"/>).
    /// </exception>
    public Task AddIceCandidateAsync(IceCandidate? candidate, CancellationToken cancellation = default)
    {
        if (candidate is { SdpMid: null, SdpMLineIndex: null } && !string.IsNullOrEmpty(candidate.Candidate))
            throw new ArgumentException("A candidate has to name its media section by SdpMid or SdpMLineIndex.", nameof(candidate));
        if (candidate is { SdpMid: null, SdpMLineIndex: null })
            candidate = null;
        return Do(static (connection, candidate) => connection.AddCandidate(candidate), candidate, cancellation);
    }

    /// <summary>Asks for an ICE restart (W3C <c>restartIce</c>): an offer becomes due that makes a new path, over the same DTLS and channels.</summary>
    public void RestartIce()
    {
        using (_transport.Enter())
        {
            _exchange.RestartIce();
            UpdateNegotiationNeeded();
        }
    }

    /// <summary>Other ICE servers or another policy; for candidates gathered from now on, so mostly followed by <see cref="RestartIce"/>.</summary>
    /// <param name="options"><see cref="Configuration"/> with another <see cref="PeerConnectionOptions.IceServers"/> or <see cref="PeerConnectionOptions.IceTransportPolicy"/>.</param>
    /// <exception cref="RtcException">
    /// Something else was changed (<see cref="RtcErrorCode.InvalidModification"/>), a server's URL cannot be read, its credentials are
    /// missing, or the connection is closed.
    /// </exception>
    public void SetConfiguration(PeerConnectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configuration = ConfigurationCheck.Read(options.IceServers, options.IceTransportPolicy);
        using (_transport.Enter())
        {
            ThrowIfClosed();
            if (options with { IceServers = _options.IceServers, IceTransportPolicy = _options.IceTransportPolicy } != _options)
                throw new RtcException(RtcErrorCode.InvalidModification, "Only ICE servers and the ICE transport policy of a connection can be changed.");
            _options = options;
            _transport.Configure(configuration);
        }
    }

    /// <summary>Makes a data channel. It opens when the connection is up; the first one makes an offer due.</summary>
    /// <param name="label">Any text of at most 65,535 bytes of UTF-8.</param>
    /// <param name="options">How it behaves; null: ordered and reliable.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or the stream is in use.</exception>
    /// <exception cref="RtcException">No stream is free (<see cref="RtcErrorCode.Operation"/>), or the connection is closed.</exception>
    public DataChannel CreateDataChannel(string label, DataChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        using (_transport.Enter())
        {
            ThrowIfClosed();
            var channel = _transport.CreateDataChannel(label, options ?? new DataChannelOptions())
                ?? throw new RtcException(RtcErrorCode.Operation, "No stream is free for another data channel, or the association has ended.");
            _exchange.OnDataChannelCreated();
            UpdateNegotiationNeeded();
            return channel;
        }
    }

    /// <summary>Waits until the connection is in a state; at once if it is.</summary>
    /// <exception cref="RtcException">It was closed meanwhile (<see cref="RtcErrorCode.InvalidState"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task WaitForStateAsync(ConnectionState state, CancellationToken cancellation = default)
    {
        Task reached;
        using (_transport.Enter())
            reached = _waiters.Wait(state, _state);
        return reached.WaitAsync(cancellation);
    }

    /// <summary>Statistics (W3C webrtc-stats); after closing those of the last moment.</summary>
    public Task<RtcStatsReport> GetStatsAsync(CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<RtcStatsReport>(cancellation);
        return Task.FromResult(Read(static connection => connection._lastReport ?? connection.Report()));
    }

    /// <summary>Closes the connection and its channels, and tells the other end. Idempotent.</summary>
    public Task CloseAsync()
    {
        using (_transport.Enter())
        {
            if (_closing is null)
            {
                _lastReport = Report();
                // First: what the transport tells while it closes is no state of its own any more.
                _negotiation.Close();
                _transport.Close();
                UpdateState();
                _streams.Complete();
                _closing = Task.Run(async () => await _transport.DisposeAsync());
            }
        }
        return _closing;
    }

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private static SessionDescription? AsItCame(NegotiatedDescription? description) =>
        description is null ? null : new SessionDescription(description.Type, description.Text);

    private SessionDescription? Describe(NegotiatedDescription? description) => description is null
        ? null
        : new SessionDescription(description.Type, Sdp.SdpWriter.Write(LocalSections.WithCandidates(description, _exchange.LocalTransport)));

    private RtcStatsReport Report() => 
        _stats.Build(_transport.GetStatistics(), _transport.LocalFingerprint, _transport.Now, _options.TimeProvider.GetUtcNow());

    private T Read<T>(Func<PeerConnection, T> read)
    {
        using (_transport.Enter())
            return read(this);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The exception is in the task.")]
    private Task<T> Do<TArgument, T>(Func<PeerConnection, TArgument, T> operation, TArgument argument, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        try
        {
            T result;
            using (_transport.Enter())
            {
                ThrowIfClosed();
                result = operation(this, argument);
            }
            return Task.FromResult(result);
        }
        catch (Exception error)
        {
            return Task.FromException<T>(error);
        }
    }

    private bool Set(NegotiationFault? fault)
    {
        if (fault is not null)
        {
            PeerConnectionLog.DescriptionRefused(_logger, _name, fault.Text);
            throw fault.ToException();
        }
        PeerConnectionLog.SignalingStateChanged(_logger, _name, _negotiation.State);
        if (_negotiation.State is SignalingState.Stable)
        {
            if (_negotiation.IsDataRefused)
                PeerConnectionLog.DataRefused(_logger, _name);
            // W3C webrtc §4.4.1.5: what is still due is told again.
            _isNegotiationNeeded = false;
            UpdateNegotiationNeeded();
        }
        return true;
    }

    private bool AddCandidate(IceCandidate? candidate)
    {
        if (_candidates.Add(candidate) is not { } fault)
            return true;
        PeerConnectionLog.CandidateRefused(_logger, _name, fault.Text);
        throw fault.ToException();
    }

    /// <summary>W3C webrtc §4.7.3.</summary>
    private void UpdateNegotiationNeeded()
    {
        if (_negotiation.State is not SignalingState.Stable)
            return;
        if (!_exchange.IsNegotiationNeeded)
        {
            _isNegotiationNeeded = false;
            _streams.NegotiationNeeded.Reader.TryRead(out _);
        }
        else if (!_isNegotiationNeeded)
        {
            _isNegotiationNeeded = true;
            _streams.NegotiationNeeded.Writer.TryWrite(true);
        }
    }

    private void UpdateState()
    {
        var state = StateAggregation.Of(IsClosed, _transport.IceState, _transport.DtlsState);
        if (state == _state)
            return;
        _state = state;
        PeerConnectionLog.StateChanged(_logger, _name, state);
        _streams.States.Writer.TryWrite(state);
        _waiters.OnState(state);
    }

    private RtcException NotNow(string what) =>
        new(RtcErrorCode.InvalidState, string.Create(CultureInfo.InvariantCulture, $"An {what} cannot be made in the state {_negotiation.State}."));

    private void ThrowIfClosed()
    {
        if (IsClosed)
            throw new RtcException(RtcErrorCode.InvalidState, "The peer connection is closed.");
    }

    /// <summary>What the transport tells; on its loop, under the gate.</summary>
    private sealed class Events(PeerConnection connection) : IPeerTransportEvents
    {
        public void OnCandidate(LocalCandidate candidate)
        {
            if (connection._negotiation.Local is not { Data: { } data } local)
                return;
            var fragment = connection._transport.LocalParameters.UsernameFragment;
            connection._streams.Candidates.Writer.TryWrite(
                new IceCandidate(candidate.ToAttribute(fragment).ToString(), data.Mid, local.DataIndex, fragment));
        }

        public void OnCandidateError(IceCandidateError error)
        {
            PeerConnectionLog.NoCandidateFrom(connection._logger, connection._name, error.Url, error.ErrorCode);
            connection._streams.CandidateErrors.Writer.TryWrite(error);
        }

        public void OnGatheringStateChanged(IceGatheringState state)
        {
            if (state is IceGatheringState.Complete)
                connection._streams.Candidates.Writer.TryWrite(null);
        }

        public void OnIceStateChanged(IceConnectionState state) => connection.UpdateState();

        public void OnNetworkChanged(bool isPathLost)
        {
            // A path that still works needs no other; one that went with its address does not come back by itself. That another one of this end took its place at once says little:
            // it may have gone with the address too, and the other end finds out only when it has heard nothing for a while.
            if (!isPathLost && connection._transport.IceState is not (IceConnectionState.Disconnected or IceConnectionState.Failed))
                return;
            connection._exchange.RestartIce();
            connection.UpdateNegotiationNeeded();
        }

        public void OnSelectedPathChanged(SelectedPath? path)
        {
            // The report tells it; nothing of the connection depends on it.
        }

        public void OnDtlsStateChanged(Dtls.DtlsState state) => connection.UpdateState();

        public void OnDataChannel(DataChannel channel) => connection._streams.DataChannels.Writer.TryWrite(channel);

        public void OnAssociationClosed(in SctpCloseReason reason) =>
            PeerConnectionLog.AssociationClosed(connection._logger, connection._name, reason.Kind, reason.Cause);
    }
}
