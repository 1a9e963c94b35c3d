using PeerCall.Ice;
using PeerCall.Rtc.Transport.Gathering;
using PeerCall.Rtc.Transport.Relays;
using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Rtc.Transport;

/// <summary>
/// ICE with its sockets and relays (W3C RTCIceTransport): the agent decides, this one carries. What is not STUN goes up only if it came over a path
/// that an authentic check has shown (RFC 8445 §11), so that a stranger's datagram reaches nobody. Under the gate.
/// </summary>
internal sealed class IceTransport : IIceOutput, IRelayOwner, ICandidateSink
{
    private readonly PeerTransportOptions _options;
    private readonly RtcLoop _loop;
    private readonly IIceTransportOwner _owner;
    private readonly CandidateGathering _gathering;
    private readonly Dictionary<int, IceBase> _bases = [];
    private readonly IceParameters _first;
    private readonly IDisposable _networkWatch;
    private IceAgent? _agent;
    private IceBase? _selected;
    private TransportAddress _destination;
    private bool _isGathered;
    private bool _isClosed;
    private int _isRefreshing;

    public IceTransport(PeerTransportOptions options, RtcLoop loop, IIceTransportOwner owner)
    {
        _options = options;
        _loop = loop;
        _owner = owner;
        _first = options.Ice.Parameters ?? IceParameters.Create(CryptographicIceRandom.Instance);
        _gathering = new CandidateGathering(options, loop, this, this, this);
        _networkWatch = options.Networks.Watch(RefreshNetworks);
    }

    /// <summary>This end's parameters.</summary>
    public IceParameters LocalParameters => _agent?.LocalParameters ?? _first;

    /// <summary>What signaling is to carry.</summary>
    public IReadOnlyList<LocalCandidate> LocalCandidates => _agent?.LocalCandidates ?? [];

    /// <summary>Gathering.</summary>
    public IceGatheringState GatheringState { get; private set; }

    /// <summary>ICE.</summary>
    public IceConnectionState State => _agent?.State ?? (_isClosed ? IceConnectionState.Closed : IceConnectionState.New);

    /// <summary>Role.</summary>
    public IceRole Role => _agent?.Role ?? IceRole.Controlled;

    /// <summary>Whether data may be sent.</summary>
    public bool MaySend => _selected is not null && _agent!.MaySend;

    /// <summary>How often another pair was selected.</summary>
    public int SelectedPairChanges { get; private set; }

    /// <summary>Datagrams and bytes of data.</summary>
    public long PacketsSent { get; private set; }

    /// <inheritdoc cref="PacketsSent"/>
    public long BytesSent { get; private set; }

    /// <inheritdoc cref="PacketsSent"/>
    public long PacketsReceived { get; private set; }

    /// <inheritdoc cref="PacketsSent"/>
    public long BytesReceived { get; private set; }

    /// <summary>Datagrams from strangers that were dropped.</summary>
    public long PacketsFromStrangers { get; private set; }

    /// <summary>When <see cref="Advance"/> is to be called at the latest.</summary>
    public TimeSpan Deadline
    {
        get
        {
            var agent = _agent?.NextDeadline ?? TimeSpan.MaxValue;
            var gathering = _gathering.Deadline;
            return agent < gathering ? agent : gathering;
        }
    }

    /// <summary>A snapshot for statistics.</summary>
    public IceStatistics GetStatistics() => _agent?.GetStatistics() ?? new IceStatistics(null, [], [], []);

    /// <summary>See <see cref="IPeerTransport.Configure"/>.</summary>
    public void Configure(TransportConfiguration configuration) => _gathering.Configure(configuration);

    /// <summary>See <see cref="IPeerTransport.Gather"/>.</summary>
    public void Gather(IceRole role, TimeSpan now)
    {
        if (_isGathered || _isClosed)
            return;
        _isGathered = true;
        _ = Agent(role);
        _gathering.Begin(now);
        Drain();
    }

    /// <summary>The other end's parameters.</summary>
    public void SetRemote(IceParameters remote, bool isLite, TimeSpan now)
    {
        Agent(IceRole.Controlled).SetRemoteParameters(remote, isLite, now);
        Drain();
    }

    /// <summary>A candidate of the other end.</summary>
    public void AddRemoteCandidate(CandidateAttribute candidate, TimeSpan now)
    {
        Agent(IceRole.Controlled).AddRemoteCandidate(candidate, now);
        Drain();
    }

    /// <summary>The other end has no more.</summary>
    public void EndOfRemoteCandidates(TimeSpan now)
    {
        Agent(IceRole.Controlled).EndOfRemoteCandidates(now);
        Drain();
    }

    /// <summary>A new generation.</summary>
    public IceParameters Restart(TimeSpan now)
    {
        var parameters = Agent(IceRole.Controlled).Restart(null, now);
        _isGathered = false;
        Drain();
        return parameters;
    }

    /// <summary>Takes a restart back.</summary>
    public bool RollBackRestart(TimeSpan now)
    {
        if (_agent is null || !_agent.RollBackRestart(now))
            return false;
        _isGathered = true;
        Drain();
        return true;
    }

    /// <summary>Sends data to the other end.</summary>
    /// <returns>False if it may not be sent: nothing was.</returns>
    public bool Send(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (!MaySend)
            return false;
        _selected!.Send(in _destination, datagram, now);
        Count(datagram.Length, now);
        return true;
    }

    /// <summary>Sends data that nobody on the way may cut into fragments.</summary>
    /// <returns>False if it was not sent, because it may not be, or cannot be in this way.</returns>
    public bool TrySendUnfragmented(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (!MaySend || !_selected!.TrySendUnfragmented(in _destination, datagram))
            return false;
        Count(datagram.Length, now);
        return true;
    }

    /// <summary>Does what is due.</summary>
    public void Advance(TimeSpan now)
    {
        _gathering.Advance(now);
        if (_agent is { } agent && agent.NextDeadline <= now)
            agent.Advance(now);
        Drain();
    }

    /// <summary>Ends: nothing is sent or received any more, sockets close, allocations are given back.</summary>
    public void Close(TimeSpan now)
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _networkWatch.Dispose();
        _agent?.Close();
        Drain();
        _gathering.Close(now);
        _bases.Clear();
        _selected = null;
        if (_agent is null)
            _owner.OnIceStateChanged(IceConnectionState.Closed);
    }

    /// <summary>Completes when nothing is open any more. Not under the gate.</summary>
    public Task Closed() => _gathering.Closed();

    void IIceOutput.Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram)
    {
        if (_bases.TryGetValue(baseId, out var from))
            from.Send(in destination, datagram, _loop.Now);
    }

    /// <inheritdoc/>
    public void OnDatagram(int baseId, in TransportAddress source, ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (_isClosed || data.IsEmpty || _agent is not { } agent)
            return;
        // RFC 7983 §7: 0 to 3 are STUN.
        if (data[0] <= 3)
        {
            if (!_gathering.Receive(baseId, in source, data, now) && agent.Receive(baseId, in source, data, now))
                Drain();
        }
        else if (agent.IsValidated(baseId, in source))
        {
            agent.DatagramReceived(baseId, in source, data.Length, now);
            PacketsReceived++;
            BytesReceived += data.Length;
            _owner.OnDatagram(data, now);
        }
        else
        {
            PacketsFromStrangers++;
            return;
        }
        _owner.Settle();
    }

    void IRelayOwner.OnRelayAllocated(Relay relay, TurnAllocation allocation, TimeSpan now)
    {
        if (_isClosed)
            return;
        _gathering.OnRelayAllocated(relay, allocation, now);
        Drain();
        _owner.Settle();
    }

    void IRelayOwner.OnRelayVerified(Relay relay, TimeSpan now)
    {
        if (_isClosed)
            return;
        foreach (var candidate in LocalCandidates.Where(c => c.BaseId == relay.Id).ToArray())
            _owner.OnCandidate(candidate);
        _gathering.OnRelayVerified(now);
        Drain();
        _owner.Settle();
    }

    void IRelayOwner.OnRelayEnded(Relay relay, TurnFailure failure, TimeSpan now)
    {
        if (_isClosed)
            return;
        _gathering.OnRelayEnded(relay, failure, now);
        Drain();
        _owner.Settle();
    }

    void ICandidateSink.OnGatheringBegun(TimeSpan now)
    {
        Enter(IceGatheringState.Gathering);
        // An address that is gone, told again, would hold up the checks of the one that takes its place: both have one foundation (RFC 8445 §6.1.4.2).
        foreach (var candidate in LocalCandidates.Where(c => !_gathering.IsInDoubt(c.BaseId)).ToArray())
            _owner.OnCandidate(candidate);
    }

    void ICandidateSink.OnBase(IceBase made) => _bases[made.Id] = made;

    void ICandidateSink.OnGathered(LocalCandidateInit candidate, TimeSpan now)
    {
        if (_isClosed || Agent(IceRole.Controlled).AddLocalCandidate(candidate, now) is not { } added)
            return;
        // After the end nothing more is said of this generation (RFC 8838 §13); a restart says it.
        if (GatheringState is IceGatheringState.Gathering)
            _owner.OnCandidate(added);
        Drain();
    }

    void ICandidateSink.OnBaseGone(int baseId, TimeSpan now)
    {
        _bases.Remove(baseId);
        _agent?.RemoveBase(baseId, now);
        Drain();
    }

    void ICandidateSink.OnServerError(IceCandidateError error)
    {
        _options.Logger.ServerRefused(error.ErrorCode);
        _owner.OnCandidateError(error);
    }

    void ICandidateSink.OnGatheringEnded(TimeSpan now)
    {
        _agent!.EndOfLocalCandidates(now);
        Drain();
        Enter(IceGatheringState.Complete);
    }

    void ICandidateSink.Settle() => _owner.Settle();

    private void Count(int length, TimeSpan now)
    {
        _agent!.DatagramSent(length, now);
        PacketsSent++;
        BytesSent += length;
    }

    private IceAgent Agent(IceRole role) => _agent ??= new IceAgent(_options.Ice with { Role = role, Parameters = _first }, this);

    private void Enter(IceGatheringState state)
    {
        if (GatheringState == state)
            return;
        GatheringState = state;
        _owner.OnGatheringStateChanged(state);
    }

    /// <summary>Takes the agent's events. What hears of one may call back, and begin this again: the rest is taken there.</summary>
    private void Drain()
    {
        while (_agent is { } agent && agent.TryTakeEvent(out var next))
        {
            switch (next)
            {
                case SelectedPairChanged changed:
                    Select(changed.Path);
                    break;
                case ConnectionStateChanged changed:
                    // A path that went silent may have gone with its network.
                    if (changed.State is IceConnectionState.Disconnected)
                        RefreshNetworks();
                    _owner.OnIceStateChanged(changed.State);
                    break;
                case NameResolutionNeeded needed:
                    _ = Resolve(needed);
                    break;
                case RestartedByPeer:
                    _isGathered = false;
                    break;
                default:
                    break;
            }
        }
    }

    private void Select(SelectedPath? path)
    {
        _selected = path is null ? null : _bases.GetValueOrDefault(path.BaseId);
        _destination = path?.Destination ?? default;
        if (path is not null)
            SelectedPairChanges++;
        _owner.OnSelectedPathChanged(path);
    }

    private async Task Resolve(NameResolutionNeeded needed)
    {
        var address = await _options.LocalNames.ResolveAsync(needed.Name).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (_loop.Enter())
        {
            if (_isClosed)
                return;
            _agent?.ResolveCandidate(needed.Token, address is null ? null : TransportAddress.From(address, 0), _loop.Now);
            Drain();
            _owner.Settle();
        }
    }

    /// <summary>The addresses of this host may have changed. Any thread; looks on one of the pool, for it takes its time.</summary>
    private void RefreshNetworks()
    {
        if (Interlocked.Exchange(ref _isRefreshing, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static ice => ice.Refresh(), this, preferLocal: false);
    }

    private void Refresh()
    {
        Volatile.Write(ref _isRefreshing, 0);
        _ = _options.Networks.Read(fresh: true);
        using (_loop.Enter())
        {
            var before = _selected;
            if (_isClosed || !_gathering.Refresh(_loop.Now))
                return;
            _options.Logger.NetworkChanged();
            Drain();
            _owner.OnNetworkChanged(isPathLost: before is not null && !_bases.ContainsKey(before.Id));
            _owner.Settle();
        }
    }
}
