using System.Text.Json;
using PeerCall.Peer.Client;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Sessions;

/// <summary>How a session is made.</summary>
internal sealed record SessionOptions
{
    public required Func<ISignalingSocketEvents, ISignalingSocket> OpenSocket { get; init; }

    public required TimeProvider Clock { get; init; }

    public required Turns Turns { get; init; }

    /// <summary>In [0, 1).</summary>
    public required Func<double> Random { get; init; }

    /// <summary>Sent in <c>hello</c>, for the server's log; at most 64 characters.</summary>
    public string? Client { get; init; }

    /// <summary>The newest token that was given; secret like a password.</summary>
    public string? Token { get; init; }

    /// <summary>Told of every newer one.</summary>
    public Action<string>? TokenChanged { get; init; }
}

/// <summary>
/// The client's end of a session (docs/protocol.md, section 2): it outlives connections, sends again what was not acknowledged, hands on every sequenced message once, and joins again when the server
/// has forgotten it. Used within turns.
/// </summary>
internal sealed class SignalingSession
{
    /// <summary>The TCP and TLS connection and the upgrade may take so long, and then again the greeting.</summary>
    private static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(10);

    /// <summary>Routes come after addresses: so long after a change of the network, an attempt that finds no way is made again soon.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SettlingWait = TimeSpan.FromMilliseconds(200);

    private readonly SessionOptions _options;
    private readonly ISessionEvents _events;
    private readonly Outbox _outbox = new();
    private readonly Inbox _inbox = new();
    private readonly Heartbeat _heartbeat;
    private readonly Alarm _alarm;
    private Connection? _connection;
    private string? _token;
    private string? _session;
    private int _attempt;
    private bool _isGreeted;
    private bool _isJoined;
    private long? _joinId;
    private long? _replayUntil;
    private TimeSpan? _draining;
    private long? _changedAt;
    private bool _mayHurry;
    private int _maxBytes = ProtocolLimits.MaxMessageBytes;
    private TimeSpan _beat = TimeSpan.FromSeconds(25);
    private TimeSpan _beatTimeout = TimeSpan.FromSeconds(5);

    public SignalingSession(SessionOptions options, ISessionEvents events)
    {
        _options = options;
        _events = events;
        _token = options.Token;
        _alarm = new Alarm(options.Clock, options.Turns);
        _heartbeat = new Heartbeat(options.Clock, options.Turns, Ping, () => _connection?.Fail(new SocketLoss(SocketLoss.HeartbeatLost)));
    }

    public SessionState State { get; private set; } = SessionState.Idle;

    /// <summary>The server has this client in the room, as far as is known.</summary>
    public bool IsJoined => _isJoined;

    private bool MayTransmit => _isGreeted && _isJoined && _draining is null;

    /// <summary>Connects, and joins as soon as the server has greeted.</summary>
    public void Start()
    {
        if (_connection is not null || State is SessionState.Closed)
            return;
        SetState(_session is null ? SessionState.Connecting : SessionState.Reconnecting);
        Connect();
    }

    /// <summary>Asks again to join, after a refusal.</summary>
    public void Join()
    {
        if (_isGreeted)
            SendJoin(id: null);
    }

    /// <summary>Sends now, or as soon as there is a session again.</summary>
    /// <param name="intent">Its number is replaced.</param>
    /// <param name="settled">Told once: null when the server has applied it, the error if it refused.</param>
    public void Send(Request intent, Action<Error?>? settled = null)
    {
        var entry = new Pending(intent, settled);
        _outbox.Add(entry, _isJoined);
        if (MayTransmit)
            Transmit(entry);
    }

    /// <summary>Sends a message about the moment; dropped when there is no connection.</summary>
    public void SendVolatile(ClientMessage message)
    {
        if (MayTransmit)
            Write(message);
    }

    /// <summary>The network has changed: tries at once, or asks whether the connection still lives; one whose own address is gone is not asked.</summary>
    public void NetworkChanged()
    {
        _changedAt = _options.Clock.GetTimestamp();
        if (_connection is { IsStranded: true } stranded)
        {
            stranded.Fail(new SocketLoss(SocketLoss.HeartbeatLost));
            if (_mayHurry)
                Connect();
        }
        else if (_isGreeted)
        {
            _heartbeat.ProbeAfterChange();
        }
        else if (_alarm.IsSet && _connection is null && _mayHurry)
        {
            Connect();
        }
    }

    /// <summary>Leaves the room, ends the session and closes the connection; nothing is told afterwards.</summary>
    public void Close()
    {
        if (_isJoined && _isGreeted)
            Write(new Leave { Id = _outbox.TakeId() });
        Shut(CloseCodes.Normal);
    }

    /// <summary>Closes without leaving: the server keeps the session for its resume window.</summary>
    public void Abandon() => Shut(SocketLoss.HeartbeatLost);

    /// <summary>The session is over: what is still open will never be applied.</summary>
    public void FailPending(Error error)
    {
        foreach (var entry in _outbox.Renumber(static _ => true))
            entry.Settle(error);
        _outbox.Renumber(static _ => false);
    }

    private void Shut(int code)
    {
        ClearTimers();
        _connection?.Abandon(code);
        _connection = null;
        _isGreeted = false;
        SetState(SessionState.Closed);
    }

    private void Connect()
    {
        ClearTimers();
        _connection = new Connection(this);
        _connection.Open();
        _alarm.Set(OpeningTime, () => _connection?.Fail(new SocketLoss(SocketLoss.SlowOpening)));
    }

    private void SayHello()
    {
        // A join that was sent may have been applied although `joined` was lost: resuming finds that out and leaves no ghost behind.
        var isInRoom = _isJoined || _joinId is not null;
        Write(new Hello
        {
            Version = ProtocolLimits.Version,
            Client = _options.Client,
            Token = _token,
            Resume = isInRoom && _session is not null ? new ResumePoint { Session = _session, LastSeq = _inbox.Last } : null,
        });
        _alarm.Set(OpeningTime, () => _connection?.Fail(new SocketLoss(SocketLoss.SlowOpening)));
    }

    private void Receive(ReadOnlyMemory<byte> frame)
    {
        var (message, seq) = ServerMessageReader.Read(frame.Span);
        // The number of `resumed` is not a place of its own.
        if (message is Resumed)
            seq = null;
        if (seq is { } place && !_inbox.TryAccept(place, frame.Length))
            return;
        if (message is not null)
            Handle(message);
        if (seq is not null)
            AfterSequenced(isLarge: message is Joined);
    }

    private void Handle(ServerMessage message)
    {
        switch (message)
        {
            case Welcome welcome:
                Welcomed(welcome);
                break;
            case Resumed resumed:
                Resumed(resumed);
                break;
            case ResumeFailed:
                // `welcome` follows and starts the new session.
                _session = null;
                break;
            case Acknowledged acknowledged:
                foreach (var entry in _outbox.Acknowledge(acknowledged.Id))
                    entry.Settle(null);
                break;
            case Pong:
                _heartbeat.Pong();
                break;
            case Error error:
                Refused(error);
                break;
            case Draining draining:
                _draining = TimeSpan.FromMilliseconds(Math.Clamp(draining.ReconnectInMs, 0, 60_000));
                break;
            case Joined joined:
                Entered(joined);
                break;
            case Signaling.Messages.IceServers servers:
                KeepToken(servers.Token);
                _events.Received(servers);
                break;
            default:
                _events.Received(message);
                break;
        }
    }

    private void Greet()
    {
        _alarm.Cancel();
        _isGreeted = true;
        _attempt = 0;
        _heartbeat.Start(_beat, _beatTimeout);
    }

    private void Welcomed(Welcome welcome)
    {
        _session = welcome.Session;
        _maxBytes = welcome.MaxMessageBytes;
        _isJoined = false;
        _joinId = null;
        _replayUntil = null;
        _inbox.Reset();
        _outbox.StartSession();
        // A server's word, and no reason to ping a thousand times a second.
        _beat = TimeSpan.FromMilliseconds(Math.Clamp(welcome.Heartbeat.IntervalMs, 1_000, 3_600_000));
        _beatTimeout = TimeSpan.FromMilliseconds(Math.Clamp(welcome.Heartbeat.TimeoutMs, 500, 3_600_000));
        Greet();
        SetState(SessionState.Connected);
        SendJoin(id: null);
    }

    private void Resumed(Resumed resumed)
    {
        if (resumed.Token is { } token)
            KeepToken(token);
        Greet();
        var again = _outbox.Resume(resumed.LastId);
        _replayUntil = resumed.Seq ?? 0;
        EndReplay();
        if (_joinId > resumed.LastId)
            SendJoin(_joinId);
        if (_isJoined)
        {
            foreach (var entry in again)
                Transmit(entry);
        }
        SetState(SessionState.Connected);
    }

    private void EndReplay()
    {
        if (_replayUntil is not { } until || _inbox.Last < until)
            return;
        _replayUntil = null;
        foreach (var entry in _outbox.TakeProcessed())
            entry.Settle(null);
    }

    /// <summary>Confirms, if it is time.</summary>
    /// <param name="isLarge">What the server would rather not keep until the next heartbeat.</param>
    private void AfterSequenced(bool isLarge)
    {
        EndReplay();
        if (!(isLarge || _inbox.IsConfirmationDue) || !_isGreeted)
            return;
        Write(new Confirm { Seq = _inbox.Last });
        _inbox.Confirmed();
    }

    /// <summary>Joins, if somebody wants to.</summary>
    /// <param name="id">Given when the same join is sent again after a resume.</param>
    private void SendJoin(long? id)
    {
        if (_isJoined || (_joinId is not null && id is null) || _events.JoinRequest() is not { } request)
            return;
        _joinId = id ?? _outbox.TakeId();
        Write(request with { Id = _joinId.Value });
    }

    private void Entered(Joined joined)
    {
        KeepToken(joined.Token);
        _joinId = null;
        var before = _outbox.Entries.ToHashSet();
        // The application hears of it first: what it keeps depends on who is in the room now. What it says on hearing goes behind that.
        _events.Received(joined);
        _isJoined = true;
        foreach (var entry in _outbox.Renumber(entry => !before.Contains(entry) || _events.Keep(entry)))
            Transmit(entry);
    }

    private void Refused(Error error)
    {
        if (error.InReplyTo is not { } id)
            return;
        if (id == _joinId)
        {
            _joinId = null;
            _events.JoinRefused(error);
            return;
        }
        if (error.Code == ErrorCodes.Draining && _outbox.Postpone(id))
            return;
        _outbox.Refuse(id)?.Settle(error);
    }

    private void Transmit(Pending entry)
    {
        entry.Id ??= _outbox.TakeId();
        var frame = Encode(entry.Intent with { Id = entry.Id.Value });
        if (frame.Length <= _maxBytes)
        {
            _connection?.Send(frame);
            return;
        }
        // It would end the session (close 1009, final). A number that is never sent leaves a gap, which the protocol allows.
        _outbox.Drop(entry);
        entry.Settle(new Error { Code = ErrorCodes.BadMessage, Text = $"A message may have {_maxBytes} bytes.", Retryable = false, InReplyTo = entry.Id });
    }

    private void Ping()
    {
        Write(new Ping { Seq = _inbox.Last > 0 ? _inbox.Last : null });
        _inbox.Confirmed();
    }

    private void Write(ClientMessage message) => _connection?.Send(Encode(message));

    private static byte[] Encode(ClientMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, ProtocolJson.Default.ClientMessage);

    private void KeepToken(string token)
    {
        _token = token;
        _options.TokenChanged?.Invoke(token);
    }

    private void Lost(in SocketLoss loss)
    {
        ClearTimers();
        _connection = null;
        _isGreeted = false;
        if (loss.Refusal is { IsRetryable: false } || (loss.Refusal is null && !CloseCodes.IsRetryable(loss.Code)))
        {
            SetState(SessionState.Closed);
            _events.Ended(in loss);
            return;
        }
        var wait = _draining is { } time ? time * _options.Random() : ReconnectPolicy.Delay(_attempt, _options.Random());
        // What the network does while it settles says nothing about the server, and nobody else comes back at this moment.
        var settles = loss.Refusal is { Code: PeerCallErrors.ServerUnreachable } && _changedAt is { } at && _options.Clock.GetElapsedTime(at) < SettlingTime;
        if (settles && wait > SettlingWait)
            wait = SettlingWait;
        // A server that stops has asked for time.
        _mayHurry = _draining is null;
        _draining = null;
        _alarm.Set(wait, Connect);
        if (!settles)
            _attempt++;
        SetState(_session is null ? SessionState.Connecting : SessionState.Reconnecting);
        _events.AttemptFailed(_attempt, in loss);
    }

    private void ClearTimers()
    {
        _alarm.Cancel();
        _heartbeat.Stop();
    }

    private void SetState(SessionState state)
    {
        if (State == state)
            return;
        State = state;
        _events.StateChanged(state);
    }

    /// <summary>
    /// One connection, from opening to its end. One that is given up is forgotten at once: its closing may hang for minutes on a dead network, and nothing it still says may reach the session.
    /// </summary>
    private sealed class Connection(SignalingSession session) : ISignalingSocketEvents
    {
        private ISignalingSocket? _socket;
        private bool _isOver;

        public void Open()
        {
            var socket = session._options.OpenSocket(this);
            // Refused before it was there.
            if (_isOver)
                socket.Abandon(CloseCodes.Normal);
            else
                _socket = socket;
        }

        public bool IsStranded => _socket is { IsStranded: true };

        public void Send(ReadOnlyMemory<byte> frame) => _socket?.Send(frame);

        public void Abandon(int code)
        {
            _isOver = true;
            _socket?.Abandon(code);
            _socket = null;
        }

        /// <summary>Gives it up and tells so.</summary>
        public void Fail(in SocketLoss loss)
        {
            if (_isOver)
                return;
            Abandon(loss.Code);
            session.Lost(in loss);
        }

        public void Opened()
        {
            if (!_isOver)
                session.SayHello();
        }

        public void Received(ReadOnlyMemory<byte> frame)
        {
            if (!_isOver)
                session.Receive(frame);
        }

        public void Lost(in SocketLoss loss)
        {
            if (_isOver)
                return;
            _isOver = true;
            _socket = null;
            session.Lost(in loss);
        }
    }
}
