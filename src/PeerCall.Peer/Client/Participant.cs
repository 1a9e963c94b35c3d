using Microsoft.Extensions.Logging;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Links;
using PeerCall.Peer.Sessions;
using PeerCall.Rtc;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Client;

/// <summary>One stay in a room: the session, everybody else, and what is done about what the server says. Used within turns, where nothing else is said.</summary>
internal sealed partial class Participant : ISessionEvents
{
    /// <summary>A rejoin that was refused for the moment (room full after a restart) is tried again after this.</summary>
    private static readonly TimeSpan RejoinTime = TimeSpan.FromSeconds(3);

    /// <summary>How often links are looked at, for the reports that are due.</summary>
    private static readonly TimeSpan SampleTime = TimeSpan.FromSeconds(5);

    private readonly PeerCallClientOptions _options;
    private readonly EventHub _events;
    private readonly SignalingSession _session;
    private readonly LinkOptions _links;
    private readonly Dictionary<string, RemotePeer> _peers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _endings = [];
    private readonly Alarm _sampling;
    private readonly Alarm _settling;
    private readonly Alarm _rejoining;
    private readonly ILogger _logger;
    private EngineConfiguration _configuration;
    private volatile RemotePeer[] _everybody = [];
    private bool _isWanted = true;
    private bool _isOver;

    public Participant(PeerCallClientOptions options, EventHub events, Func<double>? random = null, Func<ISignalingSocketEvents, Turns, ISignalingSocket>? openSocket = null, Action<Turns>? schedule = null)
    {
        _options = options;
        _events = events;
        _logger = options.LoggerFactory.CreateLogger("PeerCall.Peer");
        Turns = new Turns(fault => LogDefect(_logger, fault), schedule);
        Engine = options.Engine ?? DefaultEngine(options);
        _links = new LinkOptions(Engine, options.TimeProvider, Turns);
        _configuration = new EngineConfiguration(options.IceServers ?? [], options.RelayOnly ? IceTransportPolicy.Relay : IceTransportPolicy.All);
        _sampling = new Alarm(options.TimeProvider, Turns);
        _settling = new Alarm(options.TimeProvider, Turns);
        _rejoining = new Alarm(options.TimeProvider, Turns);
        _session = new SignalingSession(
            new SessionOptions
            {
                OpenSocket = socketEvents => openSocket?.Invoke(socketEvents, Turns) ?? OpenWebSocket(socketEvents),
                Clock = options.TimeProvider,
                Turns = Turns,
                Random = random ?? Random.Shared.NextDouble,
                Client = options.Program,
                Token = options.Token,
                TokenChanged = options.TokenChanged,
            },
            this);
    }

    public Turns Turns { get; }

    public IPeerEngine Engine { get; }

    public TimeProvider Clock => _options.TimeProvider;

    /// <summary>Its id in the room; null before it was in. Any thread.</summary>
    public string? OwnId { get; private set; }

    /// <summary>Its role. Any thread.</summary>
    public PeerRole Role { get; private set; }

    /// <summary>Everybody else, in the order in which they came. Any thread.</summary>
    public IReadOnlyList<RemotePeer> Everybody => _everybody;

    /// <summary>Where its session stands, for its links.</summary>
    public SignalingStanding Standing => _isOver ? SignalingStanding.Refused : State is ClientState.Joined ? SignalingStanding.Connected : SignalingStanding.Lost;

    /// <summary>Where it stands. Any thread.</summary>
    public ClientState State { get; private set; } = ClientState.Connecting;

    /// <summary>Completes when it is in the room for the first time, or fails with why it is not.</summary>
    public Task Entered => _entered.Task;

    public void Start() => _session.Start();

    /// <summary>Sends a request; the task tells what came of it. Any thread.</summary>
    public Task SendAsync(Request request)
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Turns.Post(() =>
        {
            if (_isOver)
                settled.TrySetException(Left());
            else
                Send(request, settled);
        });
        return settled.Task;
    }

    public void SendVolatile(ClientMessage message) => _session.SendVolatile(message);

    /// <summary>The system says that the network is another one.</summary>
    public void NetworkChanged() => _session.NetworkChanged();

    /// <summary>Leaves the room by its own wish.</summary>
    public void Leave() => End(null);

    /// <summary>Completes when all that belongs to it is closed.</summary>
    public Task Endings => Task.WhenAll(_endings);

    public void Publish(PeerCallEvent what) => _events.Publish(what);

    public void Signal(RemotePeer peer, string link, string? remoteLink, SignalingMessage message) =>
        _session.Send(SignalCodec.Write(peer.Id, link, remoteLink, message));

    public void Report(RemotePeer peer, LinkReport report) => _session.SendVolatile(new Report { To = peer.Id, Stats = report });

    void ISessionEvents.StateChanged(SessionState state)
    {
        if (state is SessionState.Reconnecting && State is ClientState.Joined)
            SetState(ClientState.Reconnecting);
        else if (state is SessionState.Connected && State is ClientState.Reconnecting && OwnId is not null && _session.IsJoined)
            SetState(ClientState.Joined);
        foreach (var peer in _everybody)
            peer.FollowSignaling();
    }

    void ISessionEvents.Received(ServerMessage message)
    {
        switch (message)
        {
            case Joined joined:
                Join(joined);
                break;
            case PeerJoined { Peer: var peer }:
                Appear(peer);
                break;
            case PeerUpdated { Peer: var peer } when peer.Id == OwnId:
                Role = peer.Role;
                break;
            case PeerUpdated { Peer: var peer }:
                if (_peers.TryGetValue(peer.Id, out var known))
                {
                    known.Update(peer);
                    Publish(new PeerChanged(known));
                }
                break;
            case PeerLeft { Peer: var id, Reason: var reason }:
                if (_peers.TryGetValue(id, out var gone))
                    Lose(gone, reason);
                break;
            case SignalFrom signal:
                if (_peers.TryGetValue(signal.From, out var sender) && SignalCodec.Read(signal) is { } said)
                    sender.Link.Receive(signal.Link, signal.RemoteLink, said);
                break;
            case ChatFrom chat:
                if (_peers.TryGetValue(chat.From, out var writer))
                    Publish(new ChatReceived(writer, chat.Text, DateTimeOffset.FromUnixTimeMilliseconds(chat.At)));
                break;
            case TypingFrom typing:
                if (_peers.TryGetValue(typing.From, out var typist))
                    Publish(new TypingChanged(typist, typing.Active));
                break;
            case ReportFrom report:
                if (_peers.TryGetValue(report.From, out var reporter))
                    reporter.Link.SetFarReport(report.Stats);
                break;
            case RelayRefused refusal:
                foreach (var each in _everybody)
                    each.Link.SetRelayRefusal(refusal);
                break;
            case Signaling.Messages.IceServers servers:
                Renew(servers.Servers);
                break;
        }
    }

    Join? ISessionEvents.JoinRequest() => _isWanted
        ? new Join { Id = 0, Room = _options.Room.Room, Name = _options.Name, Password = _options.Password, Kind = PeerKind.Headless, Media = _options.Media }
        : null;

    void ISessionEvents.JoinRefused(Error error)
    {
        if (OwnId is not null && error.Retryable)
            _rejoining.Set(RejoinTime, _session.Join);
        else
            End(new PeerCallException(error.Code, error.Text, error.Retryable));
    }

    bool ISessionEvents.Keep(Pending entry)
    {
        switch (entry.Intent)
        {
            case Chat:
                return true;
            case Signal signal when _peers.TryGetValue(signal.To, out var peer):
                // The room does not know it yet and would refuse; it waits here instead.
                if (peer.IsAwaited && SignalCodec.Read(signal) is { } message)
                    peer.Hold(signal.Link, signal.RemoteLink, message);
                return !peer.IsAwaited;
            default:
                entry.Settle(new Error { Code = PeerCallErrors.SignalingLost, Text = "The server was restarted before it was confirmed.", Retryable = true });
                return false;
        }
    }

    void ISessionEvents.AttemptFailed(int attempts, in SocketLoss loss)
    {
        LogAttempt(_logger, attempts, loss.Code);
        if (OwnId is null)
        {
            End(loss.Refusal ?? new PeerCallException(
                PeerCallErrors.ServerUnreachable, $"{_options.Room.Server.Host} does not answer in time.", isRetryable: true));
        }
    }

    void ISessionEvents.Ended(in SocketLoss loss) => End(loss.Refusal ?? CloseFault.Of(loss.Code));

    private static RtcEngine DefaultEngine(PeerCallClientOptions options) => new(new PeerConnectionOptions
    {
        // On one machine without a network there is no other way.
        IncludeLoopback = options.Room.Server.IsLoopback,
        ServerCertificateValidation = options.ServerCertificateValidation,
        TimeProvider = options.TimeProvider,
        LoggerFactory = options.LoggerFactory,
    });

    private WebSocketSocket OpenWebSocket(ISignalingSocketEvents events)
    {
        var socket = new WebSocketSocket(OpenAsync, Turns, events);
        _endings.RemoveAll(static ending => ending.IsCompleted);
        _endings.Add(socket.Ended);
        return socket;

        async Task<OpenedWebSocket> OpenAsync(CancellationToken cancellation) => _options.OpenWebSocket is { } open
            ? new OpenedWebSocket(await open(cancellation), From: null)
            : await WebSocketOpening.OpenAsync(_options.Room.SignalingEndpoint, _options.ServerCertificateValidation, cancellation);
    }

    private void Send(Request request, TaskCompletionSource? settled) => _session.Send(request, error =>
    {
        if (error is null)
            settled?.TrySetResult();
        else
            settled?.TrySetException(new PeerCallException(error.Code, error.Text, error.Retryable));
    });

    private void Join(Joined joined)
    {
        if (OwnId is not null && joined.Peer != OwnId)
        {
            // The server knows nothing of us any more: every link was to another peer than we are now.
            foreach (var peer in _everybody)
                Lose(peer, LeaveReason.TimedOut);
        }
        OwnId = joined.Peer;
        Role = joined.Role;
        Configure(joined.IceServers);
        var missing = _peers.Values.Where(peer => !joined.Peers.Any(listed => listed.Id == peer.Id)).ToList();
        SetState(ClientState.Joined);
        Publish(new RoomJoined(joined.Peer, joined.Role));
        foreach (var info in joined.Peers)
        {
            if (_peers.TryGetValue(info.Id, out var known))
                Return(known, info);
            else
                Add(info, offer: true);
        }
        _settling.Cancel();
        if (joined.SettleMs is { } settle)
        {
            foreach (var peer in missing)
                peer.Await();
            _settling.Set(TimeSpan.FromMilliseconds(Math.Clamp(settle, 0, 600_000)), () =>
            {
                foreach (var peer in _everybody.Where(peer => peer.IsAwaited))
                    Lose(peer, LeaveReason.TimedOut);
            });
        }
        else
        {
            foreach (var peer in missing)
                Lose(peer, LeaveReason.TimedOut);
        }
        _entered.TrySetResult();
    }

    private void Appear(PeerInfo info)
    {
        // Nobody said that it left: the same peer, back after a restart of the server.
        if (_peers.TryGetValue(info.Id, out var known))
            Return(known, info);
        else
            Add(info, offer: false);
    }

    private void Return(RemotePeer peer, PeerInfo info)
    {
        peer.Update(info);
        peer.Link.RepeatOffer();
        Publish(new PeerChanged(peer));
    }

    private void Add(PeerInfo info, bool offer)
    {
        var peer = new RemotePeer(this, info, OwnId!, _configuration, _links);
        _peers[info.Id] = peer;
        _everybody = [.. _everybody, peer];
        peer.FollowSignaling();
        if (!_sampling.IsSet)
            _sampling.Set(SampleTime, Sample);
        Publish(new PeerAppeared(peer));
        peer.Start(offer);
    }

    private void Lose(RemotePeer peer, LeaveReason reason)
    {
        _peers.Remove(peer.Id);
        _everybody = Array.FindAll(_everybody, other => other != peer);
        peer.Close();
        _endings.RemoveAll(static ending => ending.IsCompleted);
        _endings.Add(peer.Link.Closings);
        Publish(new PeerDeparted(peer, reason));
    }

    private void Sample()
    {
        foreach (var peer in _everybody)
            peer.Link.Sample();
        if (_everybody.Length > 0)
            _sampling.Set(SampleTime, Sample);
    }

    private void Configure(IReadOnlyList<Signaling.Messages.IceServer> given) =>
        _configuration = _configuration with { IceServers = _options.IceServers ?? SignalCodec.Servers(given) };

    private void Renew(IReadOnlyList<Signaling.Messages.IceServer> given)
    {
        Configure(given);
        // A relay will not take the former credentials much longer; other links use the new ones when they need them.
        foreach (var peer in _everybody)
            peer.Link.Configure(_configuration, restart: peer.Link.IsOwnRelay);
    }

    private void End(PeerCallException? fault)
    {
        if (_isOver)
            return;
        _isOver = true;
        _isWanted = false;
        _sampling.Cancel();
        _settling.Cancel();
        _rejoining.Cancel();
        _session.Close();
        foreach (var peer in _everybody)
            Lose(peer, LeaveReason.Left);
        SetState(ClientState.Ended);
        _session.FailPending(new Error { Code = fault?.Code ?? PeerCallErrors.Left, Text = (fault ?? Left()).Message, Retryable = false });
        _entered.TrySetException(fault ?? Left());
        // Who does not wait for it need not hear of it.
        _ = _entered.Task.Exception;
        Publish(new ClientEnded(fault));
        _events.Complete();
    }

    private void SetState(ClientState state)
    {
        if (State == state)
            return;
        State = state;
        Publish(new ClientStateChanged(state));
    }

    private static PeerCallException Left() => new(PeerCallErrors.Left, "The participant has left the room.");

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "The connection to the signaling server is lost or did not come about ({Code}); attempt {Attempt} follows")]
    private static partial void LogAttempt(ILogger logger, int attempt, int code);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error, Message = "A defect in the participant")]
    private static partial void LogDefect(ILogger logger, Exception defect);
}
