namespace PeerCall.Ice;

/// <summary>
/// Candidates that came before the parameters they belong to, since signaling may deliver them first (RFC 8838 §14). Bounded; the best
/// are kept.
/// </summary>
internal sealed class PendingCandidates(int max)
{
    private readonly List<CandidateAttribute> _candidates = [];

    public void Add(CandidateAttribute candidate)
    {
        if (_candidates.Count < max)
        {
            _candidates.Add(candidate);
            return;
        }
        var worst = 0;
        for (var i = 1; i < _candidates.Count; i++)
        {
            if (_candidates[i].Priority < _candidates[worst].Priority)
                worst = i;
        }
        if (_candidates[worst].Priority < candidate.Priority)
            _candidates[worst] = candidate;
    }

    /// <summary>Takes those of the generation that is now known, and forgets the others.</summary>
    public CandidateAttribute[] Take(string usernameFragment)
    {
        var taken = _candidates.Where(c => c.UsernameFragment is null || c.UsernameFragment == usernameFragment).ToArray();
        _candidates.Clear();
        return taken;
    }

    public void Clear() => _candidates.Clear();
}
