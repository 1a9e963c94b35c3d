using System.Security.Cryptography;
using PeerCall.Peer.Client;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Links;

/// <summary>What a link tells, in turns.</summary>
internal interface IPeerLinkEvents
{
    /// <summary>The peer has to get this under these names.</summary>
    void Signal(string link, string? remoteLink, SignalingMessage message);

    void Report(LinkReport report);

    void StatusChanged(LinkStatus status);

    void ChannelOpened(IPeerChannel channel);
}

/// <summary>How links are made; the same for all of a participant.</summary>
internal sealed record LinkOptions(IPeerEngine Engine, TimeProvider Clock, Turns Turns);

/// <summary>The link to one peer, for as long as that peer is in the room: negotiation, recovery and statistics (docs/protocol.md, section 5). Used within turns.</summary>
internal sealed class PeerLink : ILinkConnectionEvents
{
    /// <summary>Who was in the room first waits so long for the newcomer's offer, then offers itself.</summary>
    private static readonly TimeSpan OfferTime = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Where first offers have met, the impolite end waits so long for the answer. Then it offers once more: the polite end may have begun anew since the first offer was sent, and wait for one.
    /// </summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    /// <summary>More refused addresses are not kept.</summary>
    private const int MostRefusals = 100;

    private readonly LinkOptions _options;
    private readonly IPeerLinkEvents _events;
    private readonly bool _isPolite;
    private readonly IceRecovery _recovery;
    private readonly ReportSchedule _reports;
    private readonly Alarm _waiting;
    private readonly Alarm _limit;
    private readonly List<Task> _closings = [];
    private LinkConnection _connection;
    private EngineConfiguration _configuration;
    private string? _remoteName;
    private long _startedAt;
    private bool _isTrying;
    private readonly HashSet<string> _refusedPeers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _relayRefusals = new(StringComparer.Ordinal);
    private LinkReport? _farReport;
    private SelectedPair? _pair;
    private SignalingStanding _signaling;
    private bool _isSampling;
    private bool _isClosed;

    public PeerLink(string ownId, string peerId, EngineConfiguration configuration, LinkOptions options, IPeerLinkEvents events)
    {
        _options = options;
        _events = events;
        // Compared by code unit, as the protocol says.
        _isPolite = string.CompareOrdinal(ownId, peerId) > 0;
        _configuration = configuration;
        _recovery = new IceRecovery(options.Clock, options.Turns, Restart, StartAfresh);
        _reports = new ReportSchedule(options.Clock);
        _waiting = new Alarm(options.Clock, options.Turns);
        _limit = new Alarm(options.Clock, options.Turns);
        _connection = NewConnection(NewName());
        BeginToConnect();
        // What is waited for until the first offer is no attempt yet.
        _isTrying = false;
    }

    public LinkStatus Status { get; private set; } = new(LinkState.Connecting);

    /// <summary>The connection in use.</summary>
    public IEngineConnection Engine => _connection.Engine;

    /// <summary>Whether the selected pair leads through a relay of ours: those die with their credentials.</summary>
    public bool IsOwnRelay => Status.Path?.OwnRelay is not null;

    /// <summary>Completes when all connections that were closed are gone.</summary>
    public Task Closings => Task.WhenAll(_closings);

    /// <summary>Begins.</summary>
    /// <param name="offer">This end came later and makes the first offer. Otherwise that is awaited, but not for ever.</param>
    public void Start(bool offer)
    {
        if (offer)
            _connection.Engine.EnsureData();
        else
            _waiting.Set(OfferTime, OfferUnlessBound);
    }

    /// <summary>What the peer says.</summary>
    public void Receive(string link, string? remoteLink, SignalingMessage message)
    {
        if (_isClosed || (remoteLink is not null && remoteLink != _connection.Name))
            return;
        var isOffer = message.Description is { Type: SdpType.Offer };
        if (link != _remoteName)
        {
            // Bound to another connection of that peer: it has started afresh. Not bound to any yet: this is simply the one to bind to.
            var isAfresh = _remoteName is not null && _connection.Engine.IsBound;
            if (isAfresh)
                ReplaceConnection();
            _remoteName = link;
            if (isAfresh && !isOffer)
                _connection.Engine.EnsureData();
        }
        if (isOffer)
        {
            _waiting.Cancel();
            // Until now nothing could happen; the time that connecting takes counts from here.
            if (_connection.Engine is { IsBound: false, HasOpenOffer: false })
                BeginToConnect();
        }
        _connection.Receive(message);
    }

    /// <summary>New servers, for what is gathered from now on.</summary>
    /// <param name="configuration">The new ones.</param>
    /// <param name="restart">Whether ICE is restarted to use them at once.</param>
    public void Configure(EngineConfiguration configuration, bool restart)
    {
        _configuration = configuration;
        if (_isClosed || !_options.Engine.Features.HasFlag(EngineFeatures.IceRestart))
            return;
        _connection.Engine.Configure(configuration);
        _connection.Seen.Configure(configuration);
        // What was refused with the former credentials says nothing of these.
        _relayRefusals.Clear();
        if (restart)
            RestartIce();
    }

    /// <summary>Restarts ICE now: on demand, or because the network has changed.</summary>
    public void RestartIce()
    {
        if (!_isClosed && _connection.Engine.IsBound)
            _recovery.Demand();
    }

    /// <summary>Signaling was lost for good in between: an open offer is sent again.</summary>
    public void RepeatOffer()
    {
        if (!_isClosed)
            _ = _connection.Engine.RepeatOfferAsync();
    }

    /// <summary>How the peer sees the link.</summary>
    public void SetFarReport(LinkReport report)
    {
        _farReport = report;
        var cause = report.Cause is CauseCodes.Ok ? null : report.Cause;
        if (cause != Status.PeerCause)
        {
            Status = Status with { PeerCause = cause };
            _events.StatusChanged(Status);
        }
        TellPath();
    }

    /// <summary>Where signaling stands, on this end and on the other: without both nothing can be negotiated, and what falls due waits.</summary>
    public void SetSignaling(SignalingStanding own, bool isPeerThere)
    {
        _signaling = own;
        if (!_isClosed)
            _recovery.Hold(own is not SignalingStanding.Connected || !isPeerThere);
    }

    /// <summary>The TURN server has refused this end something, as the signaling server tells (docs/protocol.md, section 4).</summary>
    public void SetRelayRefusal(RelayRefused refusal)
    {
        if (refusal.Cause is CauseCodes.TurnForbiddenPeer)
            _refusedPeers.UnionWith((refusal.Peers ?? []).Take(Math.Max(0, MostRefusals - _refusedPeers.Count)));
        else
            _relayRefusals.Add(refusal.Cause);
    }

    /// <summary>Looks at the selected pair, and tells the peer of it when that is due.</summary>
    public void Sample()
    {
        if (_isClosed || _isSampling || !_connection.EverConnected)
            return;
        _isSampling = true;
        _ = SampleAsync(_connection);
    }

    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _waiting.Cancel();
        _limit.Cancel();
        _recovery.Stop();
        Drop();
        Status = Status with { State = LinkState.Closed };
    }

    void ILinkConnectionEvents.Signal(LinkConnection connection, SignalingMessage message) => _events.Signal(connection.Name, _remoteName, message);

    void ILinkConnectionEvents.ChannelOpened(LinkConnection connection, IPeerChannel channel) => _events.ChannelOpened(channel);

    void ILinkConnectionEvents.Taken(LinkConnection connection, SignalingMessage message, RtcException? fault)
    {
        if (fault is not null)
        {
            // Descriptions that do not fit each other. What flows goes on; another offer may fit. Otherwise both ends begin again.
            if (connection.Engine.State is ConnectionState.Connected)
                _recovery.Demand();
            else
                _recovery.Failed();
            return;
        }
        connection.Seen.HeardFromPeer |= connection.Engine.IsBound;
        JudgeAgain(connection);
        if (message.Description is not null && connection.Engine is { IsBound: true, HasOpenOffer: false })
            _recovery.Negotiated();
        if (message.Description is not { Type: SdpType.Offer })
            return;
        // A browser may have offered media alone, and without data there is no connection.
        if (connection.Engine.IsBound)
            connection.Engine.EnsureData();
        else if (!_isPolite && connection.Engine.HasOpenOffer)
            AwaitAnswer(connection);
    }

    // A server that is away shows it in ten seconds, which may be after the link was given up.
    void ILinkConnectionEvents.Learned(LinkConnection connection) => JudgeAgain(connection);

    void ILinkConnectionEvents.StateChanged(LinkConnection connection)
    {
        switch (connection.Engine.State)
        {
            case ConnectionState.Connected:
                _recovery.Connected();
                _isTrying = false;
                if (!connection.EverConnected)
                {
                    connection.EverConnected = true;
                    if (Status.ConnectTime is null)
                        Status = Status with { ConnectTime = _options.Clock.GetElapsedTime(_startedAt) };
                }
                // The far end needs our report for its picture of the path, and we ours, at once.
                Sample();
                break;
            case ConnectionState.Failed:
                connection.Seen.HasDtlsFailed |= connection.HasDtlsFailed;
                // Told before it is mended: a new connection knows nothing of what this one has seen.
                Evaluate();
                _recovery.Failed();
                break;
            case ConnectionState.Disconnected:
                _recovery.Disconnected();
                break;
        }
        Evaluate();
    }

    private void JudgeAgain(LinkConnection connection)
    {
        // A new connection that nobody has answered knows less than the one before, and one that is still looking for a path less than one that had it.
        if (_isClosed || Status.State is not LinkState.Failed || !connection.Seen.HeardFromPeer
            || (Status.Cause is CauseCodes.DtlsFailed && connection.Engine.State is not ConnectionState.Failed)
            || Cause() is not { } cause || cause == Status.Cause)
        {
            return;
        }

        Status = Status with { Cause = cause };
        _events.StatusChanged(Status);
        Report(connection);
    }

    private static string NewName() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 12);

    private LinkConnection NewConnection(string name) => new(name, _options.Engine, _configuration, _isPolite, _options.Clock, _options.Turns, this);

    private void ReplaceConnection()
    {
        _waiting.Cancel();
        Drop();
        _pair = null;
        _farReport = null;
        var before = _connection;
        _connection = NewConnection(NewName());
        _connection.Seen.Inherit(before.Seen);
        BeginToConnect();
        // One that has failed is tried on, and says so until it works.
        if (Status.State is not LinkState.Failed)
            SetState(LinkState.Connecting);
    }

    /// <summary>The time that connecting takes counts from here. Ends that begin anew again and again are still at the same attempt, or it would never be found in vain.</summary>
    private void BeginToConnect()
    {
        if (_isTrying)
            return;
        _isTrying = true;
        _startedAt = _options.Clock.GetTimestamp();
        // The alarm may be early by what its clock is coarser than the other.
        _limit.Set(LinkFacts.ConnectLimit, () => Evaluate(LinkFacts.ConnectLimit));
    }

    private void Drop()
    {
        _connection.Close();
        _closings.RemoveAll(static closing => closing.IsCompleted);
        _closings.Add(_connection.Closing);
    }

    private void StartAfresh()
    {
        if (_isClosed)
            return;
        if (_recovery.InVain > LinkFacts.RestartsUntilFailed)
            SetState(LinkState.Failed);
        ReplaceConnection();
        _remoteName = null;
        _connection.Engine.EnsureData();
    }

    private void Restart()
    {
        var engine = _connection.Engine;
        if (_connection.HasDtlsFailed || engine is { IsBound: false, HasOpenOffer: false } || !_options.Engine.Features.HasFlag(EngineFeatures.IceRestart))
        {
            StartAfresh();
            return;
        }
        Status = Status with { Restarts = Status.Restarts + 1 };
        if (engine.HasOpenOffer)
            _ = engine.RepeatOfferAsync();
        else
            engine.RestartIce();
        _events.StatusChanged(Status);
    }

    private void OfferUnlessBound()
    {
        if (!_connection.Engine.IsBound)
            _connection.Engine.EnsureData();
    }

    private void AwaitAnswer(LinkConnection connection) => _waiting.Set(AnswerTime, () =>
    {
        if (connection == _connection && !connection.Engine.IsBound)
            _ = connection.Engine.RepeatOfferAsync();
    });

    private void Evaluate() => Evaluate(_options.Clock.GetElapsedTime(_startedAt));

    private void Evaluate(TimeSpan connecting)
    {
        if (_isClosed)
            return;
        var engine = _connection.Engine;
        var state = new LinkFacts(Status.State, _connection.EverConnected, engine.State, engine.IsIceDown, _recovery.InVain, connecting).State();
        if (state == Status.State)
            return;
        SetState(state);
        if (state is LinkState.Failed && connecting >= LinkFacts.ConnectLimit && !_connection.EverConnected)
            _recovery.Failed();
    }

    private void SetState(LinkState state)
    {
        if (state == Status.State)
            return;
        Status = Status with { State = state, Cause = null };
        Status = Status with { Cause = Cause() };
        _events.StatusChanged(Status);
        if (state is LinkState.Failed)
            Report(_connection);
    }

    /// <summary>Why the link has failed, or why one that works runs as it does; null where there is nothing to tell.</summary>
    private string? Cause()
    {
        if (Status.State is not (LinkState.Failed or LinkState.Connected))
            return null;
        var path = Status.Path;
        var cause = (_connection.Seen.Collect() with
        {
            IsConnected = Status.State is LinkState.Connected,
            Signaling = _signaling,
            IsRelayed = path?.IsRelayed is true,
            OwnRelayProtocol = path?.OwnRelay is not null && _pair is not null ? LinkPath.OwnTransport(_pair.Local, _configuration) : null,
            IsRelayOnly = _configuration.Policy is IceTransportPolicy.Relay,
            IsFarRelayOnly = _farReport?.RelayOnly is true,
            RefusedPeers = _refusedPeers,
            RelayRefusals = _relayRefusals,
            FarCause = _farReport?.Cause,
        }).Cause();
        return cause is CauseCodes.Ok ? null : cause;
    }

    private void Report(LinkConnection connection)
    {
        // A link that is given up is that, also where its connection is still to begin: a peer that never answers.
        var state = Status.State is LinkState.Failed ? ConnectionState.Failed : connection.Engine.State;
        if (_reports.IsDue($"{_pair?.Id} {state} {Status.Cause}"))
            _events.Report(LinkPath.Report(_pair, state, _configuration, Status));
    }

    private async Task SampleAsync(LinkConnection connection)
    {
        SelectedPair? pair = null;
        try
        {
            pair = await connection.Engine.GetSelectedPairAsync();
        }
        catch (RtcException)
        {
            // Closed meanwhile.
        }
        _options.Turns.Post(() =>
        {
            _isSampling = false;
            if (_isClosed || connection != _connection || pair is null)
                return;
            _pair = pair;
            TellPath();
            Report(connection);
        });
    }

    private void TellPath()
    {
        if (_isClosed || _pair is null)
            return;
        var path = LinkPath.Of(_pair, _farReport, _configuration);
        var before = Status;
        Status = Status with { Path = path };
        Status = Status with { Cause = Status.State is LinkState.Connected ? Cause() : Status.Cause };
        // A round trip that is another one is no news.
        if (before with { Path = Quiet(before.Path) } != Status with { Path = Quiet(path) })
            _events.StatusChanged(Status);

        static LinkPath? Quiet(LinkPath? path) => path is null ? null : path with { RoundTrip = null };
    }
}
