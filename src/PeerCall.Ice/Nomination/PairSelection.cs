namespace PeerCall.Ice;

/// <summary>
/// Which pair carries data: the nominated one of the highest priority, so that an end which nominates several (aggressive nomination of
/// RFC 5245 §8.1.1.2) is understood; before there is one, the best of the valid ones (RFC 8445 §12.1).
/// </summary>
internal static class PairSelection
{
    /// <summary>Chooses; null if nothing works.</summary>
    /// <param name="list">The pairs of the current generation.</param>
    /// <param name="role">This end's role.</param>
    /// <param name="current">The pair in use.</param>
    /// <param name="answeredAfter">Consent of what answered last before this is over.</param>
    public static CandidatePair? Choose(CheckList list, IceRole role, CandidatePair? current, TimeSpan answeredAfter)
    {
        CandidatePair? best = null;
        foreach (var pair in list.Pairs)
        {
            if (pair.IsValid && pair.LastResponseAt > answeredAfter && (best is null || IsBetter(pair, best, role)))
                best = pair;
        }
        if (best is null)
            return current;
        // A pair of the previous generation works until the new one has decided (RFC 8445 §9).
        var isOfPrevious = current is not null && list.Find(current.Path) != current;
        return isOfPrevious && !best.IsNominated && !current!.IsUnresponsive ? current : best;
    }

    private static bool IsBetter(CandidatePair pair, CandidatePair than, IceRole role)
    {
        if (pair.IsNominated != than.IsNominated)
            return pair.IsNominated;
        if (pair.IsUnresponsive != than.IsUnresponsive)
            return than.IsUnresponsive;
        return pair.PriorityFor(role) > than.PriorityFor(role);
    }
}
