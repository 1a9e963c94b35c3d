using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>
/// One generation between two restarts (RFC 8445 §2.4): credentials, the other end's candidates, pairs and checks. When it is replaced,
/// everything in it goes with it.
/// </summary>
internal sealed class IceSession
{
    private const int MaxRemoteCandidates = 100;
    private const int MaxPeerReflexive = 32;

    private readonly LocalCandidateSet _local;
    private readonly PairIds _pairIds;
    private readonly List<LocalCandidate> _peerReflexive = [];
    private readonly Func<RemoteCandidate, bool> _isNeeded;

    public IceSession(IceParameters parameters, int maxPairs, RoleConflict role, LocalCandidateSet local, PairIds pairIds, RemoteCandidateIds remoteIds)
    {
        Credentials = new ShortTermCredentials(parameters);
        List = new CheckList(maxPairs, role);
        Remote = new RemoteCandidateSet(MaxRemoteCandidates, remoteIds);
        _local = local;
        _pairIds = pairIds;
        _isNeeded = IsNeeded;
    }

    public ShortTermCredentials Credentials { get; }

    public CheckList List { get; }

    public SentChecks Sent { get; } = new();

    public RemoteCandidateSet Remote { get; }

    public IReadOnlyList<LocalCandidate> PeerReflexive => _peerReflexive;

    public bool RemoteIsLite { get; set; }

    public bool LocalEnded { get; set; }

    public bool RemoteEnded { get; set; }

    /// <summary>When patience ends (RFC 8863 §4); a new pair renews it.</summary>
    public TimeSpan PatientUntil { get; set; } = TimeSpan.MaxValue;

    /// <summary>Whether checks may be sent.</summary>
    public bool IsRunning => Credentials.Remote is not null;

    /// <summary>A signaled candidate; tells whether it made a pair.</summary>
    public bool AddSignaled(CandidateAttribute signaled, in TransportAddress address, TimeSpan now)
    {
        if (Remote.Find(in address) is { } known)
        {
            // A check may have shown it first (RFC 8838 §11.4); of two descriptions of one address the better counts (RFC 8445 §6.1.2.4).
            if (known.Type is CandidateType.PeerReflexive || known.Priority < signaled.Priority)
                known.Describe(signaled);
            return false;
        }
        var added = Remote.Add(in address, signaled.Type, signaled.Priority, signaled.Foundation, _isNeeded, out var evicted);
        RemovePairsOf(evicted);
        if (added is null)
            return false;
        added.Name = signaled.Name;
        var paired = false;
        foreach (var candidate in _local.Bases)
            paired |= AddPair(candidate, added, now) is not null;
        return paired;
    }

    /// <summary>A new base; tells whether it made a pair.</summary>
    public bool AddBase(LocalCandidate candidate, TimeSpan now)
    {
        var paired = false;
        foreach (var remote in Remote.Candidates)
            paired |= AddPair(candidate, remote, now) is not null;
        return paired;
    }

    /// <summary>The pair that a check of the other end came over, made if need be (RFC 8445 §7.3.1.3, §7.3.1.4); null if there is no room.</summary>
    public CandidatePair? PairOfRequest(LocalCandidate baseCandidate, in TransportAddress source, uint priority, out bool isNewSource, TimeSpan now)
    {
        isNewSource = false;
        if (List.Find(new PairPath(baseCandidate.BaseId, source)) is { } known)
            return known;
        var remote = Remote.Find(in source);
        if (remote is null)
        {
            remote = Remote.Add(in source, CandidateType.PeerReflexive, Math.Min(priority, CandidatePriority.Max), foundation: null, _isNeeded, out var evicted);
            RemovePairsOf(evicted);
            if (remote is null)
                return null;
            isNewSource = true;
        }
        return AddPair(baseCandidate, remote, now, wasHeard: true);
    }

    /// <summary>The candidate that an answer showed (RFC 8445 §7.2.5.3.1).</summary>
    public void Reveal(CandidatePair pair, in TransportAddress mapped)
    {
        if (pair.Local.Address == mapped)
            return;
        var baseId = pair.Base.BaseId;
        var known = _local.Find(baseId, in mapped);
        foreach (var candidate in _peerReflexive)
        {
            if (known is null && candidate.BaseId == baseId && candidate.Address == mapped)
                known = candidate;
        }
        if (known is null)
        {
            if (_peerReflexive.Count >= MaxPeerReflexive)
                return;
            known = _local.PeerReflexive(pair.Base, in mapped);
            _peerReflexive.Add(known);
        }
        pair.Local = known;
    }

    /// <summary>A server-reflexive candidate was gathered after a check had shown its address: it is the better name for it.</summary>
    public void Adopt(LocalCandidate gathered)
    {
        foreach (var pair in List.Pairs)
        {
            if (pair.Local.Type is CandidateType.PeerReflexive && pair.Base.BaseId == gathered.BaseId && pair.Local.Address == gathered.Address)
                pair.Local = gathered;
        }
        _peerReflexive.RemoveAll(c => c.BaseId == gathered.BaseId && c.Address == gathered.Address);
    }

    /// <summary>The other end's parameters are known: early checks that named another fragment were not from it.</summary>
    public void SetRemote(IceParameters remote)
    {
        Credentials.SetRemote(remote);
        foreach (var candidate in Remote.Candidates.ToArray())
        {
            if (candidate.EarlyFragment is null || candidate.EarlyFragment == remote.UsernameFragment)
                continue;
            Remote.Remove(candidate);
            RemovePairsOf(candidate);
        }
    }

    public void RemovePair(CandidatePair pair)
    {
        Sent.Forget(pair);
        List.Remove(pair);
    }

    public void RemoveBase(int baseId)
    {
        foreach (var pair in List.Pairs.Where(p => p.Base.BaseId == baseId).ToArray())
            RemovePair(pair);
        _peerReflexive.RemoveAll(c => c.BaseId == baseId);
    }

    private CandidatePair? AddPair(LocalCandidate baseCandidate, RemoteCandidate remote, TimeSpan now, bool wasHeard = false)
    {
        var pair = List.Add(baseCandidate, remote, wasHeard, _pairIds, now, out var evicted);
        if (evicted is not null)
            Sent.Forget(evicted);
        return pair;
    }

    private void RemovePairsOf(RemoteCandidate? remote)
    {
        if (remote is null)
            return;
        foreach (var candidate in _local.Bases)
        {
            if (List.Find(new PairPath(candidate.BaseId, remote.Address)) is { } pair)
                RemovePair(pair);
        }
    }

    private bool IsNeeded(RemoteCandidate remote)
    {
        foreach (var candidate in _local.Bases)
        {
            if (List.Find(new PairPath(candidate.BaseId, remote.Address)) is { } pair && (pair.IsValid || pair.HasBeenChecked))
                return true;
        }
        return false;
    }
}
