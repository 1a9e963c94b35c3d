using System.Diagnostics.CodeAnalysis;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>
/// An ICE agent for one component (RFC 8445), with trickle (RFC 8838), consent (RFC 7675) and patience (RFC 8863). It is a pure machine:
/// datagrams, facts and "now" go in; datagrams, events and the next deadline come out. It owns no socket and no clock, and is not safe for
/// use by several threads at once.
/// </summary>
/// <remarks>
/// "Now" is monotonic, of any origin, and never goes back. After each call with "now" everything due is done, and
/// <see cref="NextDeadline"/> and the events are to be looked at.
/// </remarks>
public sealed class IceAgent
{
    private const int MaxPending = 100;

    private readonly IceAgentOptions _options;
    private readonly IIceRandom _random;
    private readonly RoleConflict _role;
    private readonly LocalCandidateSet _local = new();
    private readonly PairIds _pairIds = new();
    private readonly RemoteCandidateIds _remoteIds = new();
    private readonly PendingCandidates _pending = new(MaxPending);
    private readonly NameResolutions _names = new();
    private readonly Queue<IceEvent> _events = [];
    private readonly ConnectivityCheckClient _client;
    private readonly ConnectivityCheckServer _server;
    private readonly PairInUse _inUse;
    private readonly CheckScheduler _checks;
    private IceSession _session;
    private IceParameters? _lastRemote;

    /// <summary>An agent without candidates.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="output">Where datagrams go.</param>
    /// <param name="random">Null takes the system's cryptographic source; tests give one that repeats.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public IceAgent(IceAgentOptions options, IIceOutput output, IIceRandom? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        options.Validate();
        _options = options;
        _random = random ?? CryptographicIceRandom.Instance;
        _role = new RoleConflict(options.Role, _random);
        var pacer = options.Pacer ?? new CheckPacer();
        _client = new ConnectivityCheckClient(options, pacer, _random, _role, output);
        _server = new ConnectivityCheckServer(_role, output);
        _inUse = new PairInUse(options, _client, _role, new ConsentFreshness(options, _random), _events);
        _checks = new CheckScheduler(pacer, _client);
        _session = NewSession(options.Parameters ?? IceParameters.Create(_random));
    }

    /// <summary>This end's parameters of the current generation.</summary>
    public IceParameters LocalParameters => _session.Credentials.Local;

    /// <summary>The other end's parameters of the current generation; null until they are known.</summary>
    public IceParameters? RemoteParameters => _session.Credentials.Remote;

    /// <summary>Role.</summary>
    public IceRole Role => _role.Role;

    /// <summary>State.</summary>
    public IceConnectionState State { get; private set; }

    /// <summary>Whether data may be sent on <see cref="SelectedPath"/>: there is one, and consent to it is fresh (RFC 7675 §5.1).</summary>
    public bool MaySend => _inUse.Pair is not null;

    /// <summary>Where data goes; null if nothing may be sent.</summary>
    public SelectedPath? SelectedPath => _inUse.Path;

    /// <summary>This end's candidates, peer-reflexive ones excepted: what signaling is to carry, again after a restart.</summary>
    public IReadOnlyList<LocalCandidate> LocalCandidates => _local.Candidates;

    /// <summary>When <see cref="Advance"/> is to be called at the latest; <see cref="TimeSpan.MaxValue"/> if nothing is due ever.</summary>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    internal IceSession Session => _session;

    /// <summary>Adds a candidate that the driver gathered.</summary>
    /// <returns>It, to be signaled; null if it tells nothing new, as a server-reflexive one does that is the host's own address (RFC 8445 §5.1.3).</returns>
    /// <exception cref="ArgumentException">A reflexive candidate whose base is not known, or no gathered type.</exception>
    public LocalCandidate? AddLocalCandidate(LocalCandidateInit init, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(init);
        if (IsClosed)
            return null;
        var added = _local.Add(init);
        if (added is { IsBase: false })
            _session.Adopt(added);
        else if (added is not null && _session.AddBase(added, now))
            RenewPatience(now);
        Drive(now);
        return added;
    }

    /// <summary>The driver has no more candidates in this generation.</summary>
    public void EndOfLocalCandidates(TimeSpan now)
    {
        _session.LocalEnded = true;
        Drive(now);
    }

    /// <summary>
    /// The other end's parameters, from its description. Others than before are its restart: this end follows, if it has not begun one
    /// itself, and says so with <see cref="RestartedByPeer"/>. Those of the generation before are out of date and ignored.
    /// </summary>
    /// <exception cref="ArgumentException">The parameters do not have the form of RFC 8839 §5.4.</exception>
    public void SetRemoteParameters(IceParameters remote, bool isLite, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (!remote.IsValid)
            throw new ArgumentException("User name fragment or password is not what RFC 8839 §5.4 asks for.", nameof(remote));
        if (IsClosed || remote == RemoteParameters || remote == _lastRemote)
            return;
        if (RemoteParameters is not null)
        {
            Restart(null, now);
            _events.Enqueue(new RestartedByPeer(LocalParameters));
        }
        _session.SetRemote(remote);
        _session.RemoteIsLite = isLite;
        if (isLite && !_role.IsControlling)
            AssumeRole(IceRole.Controlling);
        RenewPatience(now);
        foreach (var candidate in _pending.Take(remote.UsernameFragment))
            Accept(candidate, now);
        Drive(now);
    }

    /// <summary>
    /// A candidate of the other end; it may come before the parameters. Not an error, and without effect: TCP, another component, an
    /// address nobody can send to, a generation that is over.
    /// </summary>
    public void AddRemoteCandidate(CandidateAttribute candidate, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (IsClosed || !candidate.IsUdp || candidate.Component != CandidatePriority.Component || candidate.Port == 0)
            return;
        var fragment = candidate.UsernameFragment;
        if (RemoteParameters is { } remote && (fragment is null || fragment == remote.UsernameFragment))
            Accept(candidate, now);
        else if (fragment is null || fragment != _lastRemote?.UsernameFragment)
            _pending.Add(candidate);
        Drive(now);
    }

    /// <summary>The other end has no more candidates in this generation (RFC 8838 §8).</summary>
    public void EndOfRemoteCandidates(TimeSpan now)
    {
        _session.RemoteEnded = true;
        Drive(now);
    }

    /// <summary>Answers <see cref="NameResolutionNeeded"/>.</summary>
    /// <param name="token">Its token; one that is not open any more is ignored.</param>
    /// <param name="address">The address, whatever its port; null if there is none.</param>
    /// <param name="now">Now.</param>
    public void ResolveCandidate(int token, TransportAddress? address, TimeSpan now)
    {
        if (!_names.TryEnd(token, out var candidate) || IsClosed || address is not { } found)
            return;
        AddAddress(candidate, found.WithPort(candidate.Port), now);
        Drive(now);
    }

    /// <summary>A STUN message came in. Whatever it is, nothing is thrown; what is not for this agent has no effect.</summary>
    /// <returns>Whether it was authentic: from the other end, in this generation or the one before.</returns>
    public bool Receive(int baseId, in TransportAddress source, ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        var from = source.WithoutScope();
        if (IsClosed || from.IsNone || _local.FindBase(baseId) is not { } baseCandidate
            || StunMessage.TryParse(datagram, out var message) is not StunFault.None || !message.HasFingerprint || message.Method is not StunMethod.Binding)
            return false;
        var isAuthentic = message.Class switch
        {
            StunClass.Request => ReceiveRequest(baseCandidate, in from, in message, now),
            StunClass.SuccessResponse or StunClass.ErrorResponse => ReceiveResponse(baseId, in from, in message, now),
            // A keepalive (RFC 8445 §11).
            _ => false,
        };
        if (isAuthentic)
            Drive(now);
        return isAuthentic;
    }

    /// <summary>Does what is due.</summary>
    public void Advance(TimeSpan now) => Drive(now);

    /// <summary>
    /// Begins a new generation (RFC 8445 §9). Bases and their candidates stay, and the pair in use carries data until the new generation has
    /// one; the other end's parameters and candidates are to be given again, and so is the end of this end's candidates.
    /// </summary>
    /// <param name="parameters">New parameters; null makes them.</param>
    /// <param name="now">Now.</param>
    /// <exception cref="ArgumentException">The parameters do not have the form of RFC 8839 §5.4, or are those in use.</exception>
    public IceParameters Restart(IceParameters? parameters, TimeSpan now)
    {
        if (parameters is { IsValid: false } || parameters == LocalParameters)
            throw new ArgumentException("A restart needs new, well-formed parameters.", nameof(parameters));
        if (IsClosed)
            return LocalParameters;
        _inUse.Keep(_session);
        _lastRemote = RemoteParameters ?? _lastRemote;
        _session = NewSession(parameters ?? IceParameters.Create(_random));
        _checks.Reset();
        _names.Clear();
        Drive(now);
        return LocalParameters;
    }

    /// <summary>
    /// Takes a restart back, of either end, whose description was rolled back (RFC 9429 §4.1.10.2), as long as the pair of the generation
    /// before is in use.
    /// </summary>
    /// <returns>False if that generation is gone.</returns>
    public bool RollBackRestart(TimeSpan now)
    {
        if (IsClosed || _inUse.Session is not { } previous || previous == _session)
            return false;
        _session = previous;
        _lastRemote = null;
        _checks.Reset();
        Drive(now);
        return true;
    }

    /// <summary>A base is gone: its interface, or its allocation. Its candidates and pairs go with it.</summary>
    public void RemoveBase(int baseId, TimeSpan now)
    {
        if (_inUse.RemoveBase(baseId))
            RenewPatience(now);
        _session.RemoveBase(baseId);
        _local.RemoveBase(baseId);
        Drive(now);
    }

    /// <summary>
    /// Whether data from there may be looked at: an answer to our check, or an authentic check of theirs, came over this path. The latter
    /// since the other end may send as soon as its own check was answered, when ours has not been yet.
    /// </summary>
    public bool IsValidated(int baseId, in TransportAddress source) => FindValidated(baseId, in source) is not null;

    /// <summary>Counts data that was sent on <see cref="SelectedPath"/>.</summary>
    public void DatagramSent(int bytes, TimeSpan now)
    {
        if (_inUse.Sent(bytes, now))
            NextDeadline = Earliest(NextDeadline, _inUse.DeadlineOf());
    }

    /// <summary>Counts data that came in.</summary>
    public void DatagramReceived(int baseId, in TransportAddress source, int bytes, TimeSpan now)
    {
        if (FindValidated(baseId, in source) is not { } pair)
            return;
        pair.Counters.Received(bytes, now);
        _inUse.Heard(pair);
    }

    /// <summary>Takes the next event, if there is one.</summary>
    public bool TryTakeEvent([NotNullWhen(true)] out IceEvent? next) => _events.TryDequeue(out next);

    /// <summary>Statistics in W3C's names; a snapshot.</summary>
    public IceStatistics GetStatistics() => IceStatisticsReader.Read(_local, _session, _inUse, Role);

    /// <summary>Ends the agent: nothing is sent or answered any more.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        _inUse.Clear();
        _pending.Clear();
        _names.Clear();
        _session = NewSession(LocalParameters);
        NextDeadline = TimeSpan.MaxValue;
        Enter(IceConnectionState.Closed);
    }

    private bool IsClosed => State is IceConnectionState.Closed;

    private IceSession NewSession(IceParameters parameters) => new(parameters, _options.MaxPairs, _role, _local, _pairIds, _remoteIds);

    private void Accept(CandidateAttribute candidate, TimeSpan now)
    {
        if (candidate.Name is null)
            AddAddress(candidate, candidate.Address, now);
        else if (_names.TryBegin(candidate, out var token))
            _events.Enqueue(new NameResolutionNeeded(token, candidate.Name));
    }

    private void AddAddress(CandidateAttribute candidate, TransportAddress address, TimeSpan now)
    {
        address = address.WithoutScope();
        if (CandidateAddresses.IsUsable(in address) && _session.AddSignaled(candidate, in address, now))
            RenewPatience(now);
    }

    private void RenewPatience(TimeSpan now)
    {
        if (_session.IsRunning)
            _session.PatientUntil = now + _options.Patience;
    }

    private bool ReceiveRequest(LocalCandidate baseCandidate, in TransportAddress source, in StunMessage request, TimeSpan now)
    {
        var session = ConnectivityCheckServer.IsAuthentic(_session, in request) ? _session : null;
        var previous = _inUse.Previous(_session);
        if (session is null && previous is not null && ConnectivityCheckServer.IsAuthentic(previous, in request))
            session = previous;
        if (session is null)
            return false;

        var role = Role;
        var answered = _server.Answer(session, baseCandidate.BaseId, in source, in request);
        if (Role != role)
            AssumeRole(Role);
        if (answered is not { } check)
            return true;
        if (session == _session)
            Learn(baseCandidate, in source, in request, check, now);
        else if (session.List.Find(new PairPath(baseCandidate.BaseId, source)) is { } old)
        {
            // The other end may change its path within the generation that a restart is about to replace.
            old.HasBeenChecked = true;
            old.Counters.Answered();
        }
        return true;
    }

    /// <summary>RFC 8445 §7.3.1.3 to §7.3.1.5.</summary>
    private void Learn(LocalCandidate baseCandidate, in TransportAddress source, in StunMessage request, ReceivedCheck check, TimeSpan now)
    {
        var pair = _session.PairOfRequest(baseCandidate, in source, check.Priority, out var isNewSource, now);
        if (pair is null)
            return;
        if (!_session.IsRunning && isNewSource)
            pair.Remote.EarlyFragment = ConnectivityCheckServer.RemoteFragment(_session, in request);
        pair.HasBeenChecked = true;
        pair.Counters.Answered();
        if ((isNewSource || check.UseCandidate) && pair != _inUse.Pair)
            _inUse.Suspect(now);

        // The peer keeps an old pair in mind; so do we.
        var isStale = pair.IsValid && pair != _inUse.Pair && now - pair.LastResponseAt > _options.ConsentTimeout / 2;
        if (check.UseCandidate && !_role.IsControlling && !pair.IsForfeited)
        {
            pair.IsNominationPending = !pair.IsValid || isStale || pair.IsUnresponsive;
            pair.IsNominated |= !pair.IsNominationPending;
            if (pair.IsNominated)
                _session.List.Conclude();
        }
        if (!pair.IsValid || isStale || pair.IsUnresponsive)
            _session.List.Trigger(pair);
    }

    private bool ReceiveResponse(int baseId, in TransportAddress source, in StunMessage response, TimeSpan now)
    {
        var session = _session;
        if (!ConnectivityCheckClient.TryMatch(session, in response, out var sent))
        {
            if (_inUse.Previous(_session) is not { } previous || !ConnectivityCheckClient.TryMatch(previous, in response, out sent))
                return false;
            session = previous;
        }
        session.Sent.Remove(response.TransactionId);
        var role = Role;
        var outcome = CheckResponse.Apply(session, sent, baseId, in source, in response, _role, now);
        if (Role != role)
            AssumeRole(Role);
        if (outcome is CheckOutcome.Succeeded && sent.Pair == _inUse.Pair)
            _inUse.Renew(now);
        return true;
    }

    private void AssumeRole(IceRole role)
    {
        _role.Assume(role);
        foreach (var pair in _session.List.Pairs)
        {
            // A nomination under way was made in a role that is over.
            pair.IsToBeNominated = false;
            pair.IsNominationPending &= role is IceRole.Controlled;
        }
        _events.Enqueue(new RoleChanged(role));
    }

    private CandidatePair? FindValidated(int baseId, in TransportAddress source)
    {
        var path = new PairPath(baseId, source.WithoutScope());
        var pair = _session.List.Find(in path);
        if (pair is { IsValid: true } or { HasBeenChecked: true })
            return pair;
        pair = _inUse.Previous(_session)?.List.Find(in path);
        return pair is { IsValid: true } or { HasBeenChecked: true } ? pair : null;
    }

    private void Drive(TimeSpan now)
    {
        if (IsClosed)
            return;
        _checks.AdvanceRetransmissions(_session, now);
        // What consent says changes the choice, and the pair that is chosen may be due for a consent check.
        do
            _inUse.Choose(_session, now);
        while (_inUse.AdvanceConsent(_session, now));
        _checks.SendDue(_session, now);
        _session.Sent.Sweep(now);
        Enter(_inUse.StateOf(_session, now));
        NextDeadline = Earliest(_inUse.DeadlineOf(), _checks.DeadlineOf(_session));
        NextDeadline = Earliest(NextDeadline, _session.Sent.SweepAt);
        if (_inUse.Pair is null && _session.PatientUntil > now)
            NextDeadline = Earliest(NextDeadline, _session.PatientUntil);
    }

    private void Enter(IceConnectionState state)
    {
        if (State == state)
            return;
        State = state;
        _events.Enqueue(new ConnectionStateChanged(state));
    }

    private static TimeSpan Earliest(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
