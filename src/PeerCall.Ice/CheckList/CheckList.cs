using System.Globalization;

namespace PeerCall.Ice;

/// <summary>
/// The pairs of a generation (RFC 8445 §6.1.2, RFC 8838 §12). It is short (100 pairs by default), so its order is found by looking, and
/// changes of role or of a candidate's priority need no sorting.
/// </summary>
internal sealed class CheckList(int maxPairs, RoleConflict role)
{
    private readonly List<CandidatePair> _pairs = [];
    private readonly Dictionary<PairPath, CandidatePair> _byPath = [];
    private readonly Queue<CandidatePair> _triggered = [];

    /// <summary>All of them, in the order of their making. Only this class changes it; its type is that of the field so that walking it allocates nothing.</summary>
    public List<CandidatePair> Pairs => _pairs;

    /// <summary>Whether ordinary checks are over, because a pair was nominated (RFC 8445 §8.1.2).</summary>
    public bool IsConcluded { get; private set; }

    public CandidatePair? Find(in PairPath path) => _byPath.GetValueOrDefault(path);

    /// <summary>
    /// Makes a pair, unless there is one on the same path (RFC 8445 §6.1.2.4) or the list is full of better ones.
    /// </summary>
    /// <param name="baseCandidate">Base.</param>
    /// <param name="remote">Remote candidate.</param>
    /// <param name="wasHeard">Whether a check came over it: then it works, however odd its addresses look side by side.</param>
    /// <param name="ids">Makes names.</param>
    /// <param name="now">Now.</param>
    /// <param name="evicted">The pair that had to go for it.</param>
    public CandidatePair? Add(LocalCandidate baseCandidate, RemoteCandidate remote, bool wasHeard, PairIds ids, TimeSpan now, out CandidatePair? evicted)
    {
        evicted = null;
        var path = new PairPath(baseCandidate.BaseId, remote.Address);
        if (_byPath.ContainsKey(path) || !(wasHeard || CandidateAddresses.MayBePaired(baseCandidate, remote.Address)))
            return null;
        if (_pairs.Count >= maxPairs)
        {
            evicted = Worst();
            if (evicted is null || evicted.PriorityFor(role.Role) >= Priority(baseCandidate, remote))
            {
                evicted = null;
                return null;
            }
            Remove(evicted);
        }
        var pair = new CandidatePair(ids.Next(), baseCandidate, remote, now);
        pair.State = StartsWaiting(pair) ? CandidatePairState.Waiting : CandidatePairState.Frozen;
        _pairs.Add(pair);
        _byPath.Add(path, pair);
        return pair;
    }

    public void Remove(CandidatePair pair)
    {
        pair.Check = null;
        pair.IsTriggered = false;
        _pairs.Remove(pair);
        _byPath.Remove(pair.Path);
    }

    /// <summary>Puts a pair into the triggered-check queue (RFC 8445 §6.1.4.1); one that is there stays where it is.</summary>
    public void Trigger(CandidatePair pair)
    {
        if (pair.IsForfeited)
            return;
        if (pair.State is not CandidatePairState.Succeeded)
            pair.State = CandidatePairState.Waiting;
        if (pair.IsTriggered)
            return;
        pair.IsTriggered = true;
        _triggered.Enqueue(pair);
    }

    /// <summary>Whether <see cref="TakeNext"/> would give one.</summary>
    public bool HasWork()
    {
        DropCancelled();
        if (_triggered.Count > 0)
            return true;
        if (IsConcluded)
            return false;
        foreach (var pair in _pairs)
        {
            if (pair.State is CandidatePairState.Waiting or CandidatePairState.Frozen && CanRun(pair))
                return true;
        }
        return false;
    }

    /// <summary>The pair to check next (RFC 8445 §6.1.4.2).</summary>
    public CandidatePair? TakeNext()
    {
        DropCancelled();
        if (_triggered.TryDequeue(out var triggered))
        {
            triggered.IsTriggered = false;
            return triggered;
        }
        if (IsConcluded)
            return null;
        return Best(CandidatePairState.Waiting) ?? Best(CandidatePairState.Frozen);
    }

    /// <summary>A check succeeded: what has the same foundation probably works too (RFC 8445 §7.2.5.3.3).</summary>
    public void Unfreeze(PairFoundation foundation)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State is CandidatePairState.Frozen && pair.Foundation == foundation)
                pair.State = CandidatePairState.Waiting;
        }
    }

    /// <summary>
    /// A pair was nominated: nothing else is sent unless the other end asks for it (RFC 8445 §8.1.2). If it is relayed, pairs over fewer relays are decided first;
    /// asked again and again as long as the nominated pair works.
    /// </summary>
    public void Conclude()
    {
        if (IsConcluded || MayBecomeShorter())
            return;
        IsConcluded = true;
        foreach (var pair in _pairs)
        {
            if (pair.IsNominated || pair.IsNominationPending || pair.IsToBeNominated)
                continue;
            pair.Check = null;
            pair.IsTriggered = false;
            if (pair.State is CandidatePairState.InProgress or CandidatePairState.Waiting)
                pair.State = CandidatePairState.Frozen;
        }
    }

    /// <summary>The nominated pair is gone, or silent: ordinary checks go on, and what failed under other circumstances gets another chance.</summary>
    public void Resume()
    {
        IsConcluded = false;
        foreach (var pair in _pairs)
        {
            if (pair.State is CandidatePairState.Failed && !pair.IsForfeited)
                pair.State = CandidatePairState.Frozen;
        }
    }

    /// <summary>Pairs that count for the retransmission timeout (RFC 8445 §14.3).</summary>
    public int CountActive()
    {
        var count = 0;
        foreach (var pair in _pairs)
            count += pair.State is CandidatePairState.Waiting or CandidatePairState.InProgress ? 1 : 0;
        return count;
    }

    private bool MayBecomeShorter()
    {
        const int more = 3;
        var (nominated, open) = (more, more);
        foreach (var pair in _pairs)
        {
            if (pair.IsNominated)
                nominated = Math.Min(nominated, pair.Relays);
            else if (pair.IsOpen)
                open = Math.Min(open, pair.Relays);
        }
        return open < nominated;
    }

    private ulong Priority(LocalCandidate baseCandidate, RemoteCandidate remote) => role.IsControlling
        ? CandidatePriority.OfPair(baseCandidate.Priority, remote.Priority)
        : CandidatePriority.OfPair(remote.Priority, baseCandidate.Priority);

    /// <summary>RFC 8838 §12: the best of its foundation begins at once, and so does one whose foundation has worked.</summary>
    private bool StartsWaiting(CandidatePair pair)
    {
        var foundation = pair.Foundation;
        var priority = pair.PriorityFor(role.Role);
        var isBest = true;
        foreach (var other in _pairs)
        {
            if (other.Foundation != foundation)
                continue;
            if (other.IsValid)
                return true;
            isBest &= priority > other.PriorityFor(role.Role);
        }
        return isBest;
    }

    /// <summary>The pair that is missed least. One that works, or was asked for, is never pushed out by what is only promised.</summary>
    private CandidatePair? Worst()
    {
        CandidatePair? worst = null;
        foreach (var pair in _pairs)
        {
            if (pair.IsValid || pair.HasBeenChecked)
                continue;
            if (worst is null || Rank(pair) < Rank(worst))
                worst = pair;
        }
        return worst;

        UInt128 Rank(CandidatePair pair) => (pair.State is CandidatePairState.Failed ? UInt128.Zero : UInt128.One << 64) | pair.PriorityFor(role.Role);
    }

    private CandidatePair? Best(CandidatePairState state)
    {
        CandidatePair? best = null;
        foreach (var pair in _pairs)
        {
            if (pair.State == state && CanRun(pair) && (best is null || pair.PriorityFor(role.Role) > best.PriorityFor(role.Role)))
                best = pair;
        }
        return best;
    }

    /// <summary>A frozen pair runs when no other of its foundation does (RFC 8445 §6.1.4.2).</summary>
    private bool CanRun(CandidatePair pair)
    {
        if (pair.State is not CandidatePairState.Frozen)
            return true;
        foreach (var other in _pairs)
        {
            if (other.State is CandidatePairState.Waiting or CandidatePairState.InProgress && other.Foundation == pair.Foundation)
                return false;
        }
        return true;
    }

    private void DropCancelled()
    {
        while (_triggered.TryPeek(out var pair) && !pair.IsTriggered)
            _triggered.Dequeue();
    }
}

/// <summary>Makes names of pairs, the same as long as the agent lives.</summary>
internal sealed class PairIds
{
    private int _last;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"pair-{++_last}");
}
