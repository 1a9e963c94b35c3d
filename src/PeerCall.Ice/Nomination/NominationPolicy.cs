namespace PeerCall.Ice;

/// <summary>
/// When the controlling end nominates which pair (RFC 8445 §8.1.1, regular nomination). Two hosts that see each other cannot do better.
/// Another direct pair gives those that are better a moment, a relayed one a longer moment; both carry data while they wait.
/// </summary>
internal sealed class NominationPolicy(IceAgentOptions options, RoleConflict role)
{
    /// <summary>Chooses among the valid pairs of a generation that has no nominated one.</summary>
    /// <param name="session">The generation.</param>
    /// <param name="now">Now.</param>
    /// <param name="lookAgainAt">If none is chosen: when to ask again at the latest.</param>
    public CandidatePair? Choose(IceSession session, TimeSpan now, out TimeSpan lookAgainAt)
    {
        lookAgainAt = TimeSpan.MaxValue;
        var best = Best(session.List);
        if (best is null)
            return null;
        var mayImprove = MayImprove(session, best);
        if (best.IsHostToHost || !mayImprove)
            return best;
        var due = FirstValidLike(session.List, best) + (MayBeRelayed(best) ? options.RelayedNominationDelay : options.DirectNominationDelay);
        if (now >= due)
            return best;
        lookAgainAt = due;
        return null;
    }

    /// <summary>
    /// Chooses a pair in place of a nominated one that went silent: one that has answered since. RFC 8445 §8.1.1 asks for a restart there;
    /// an end whose NAT forgot it would wait for signaling, or for nothing, while a proven path lies beside.
    /// </summary>
    public CandidatePair? ChooseReplacement(IceSession session, CandidatePair silent)
    {
        CandidatePair? best = null;
        foreach (var pair in session.List.Pairs)
        {
            if (pair != silent && pair.IsValid && !pair.IsUnresponsive && pair.LastResponseAt > silent.LastResponseAt && IsBetter(pair, best))
                best = pair;
        }
        return best;
    }

    /// <summary>
    /// Chooses a pair over fewer relays in place of a nominated one: its checks took longer than the nomination waited, where packets got lost, and the call would be relayed
    /// to its end (RFC 8445 §8.1.1 asks for a restart there, too).
    /// </summary>
    public CandidatePair? ChooseShorter(IceSession session, CandidatePair relayed)
    {
        CandidatePair? best = null;
        foreach (var pair in session.List.Pairs)
        {
            // Once signaling has named all candidates, a source that it has not named is no relay.
            var isShorter = pair.Relays < relayed.Relays && (session.RemoteEnded || pair.Remote.Type is not CandidateType.PeerReflexive);
            if (isShorter && pair.IsValid && !pair.IsUnresponsive && IsBetter(pair, best))
                best = pair;
        }
        return best;
    }

    private CandidatePair? Best(CheckList list)
    {
        CandidatePair? best = null;
        foreach (var pair in list.Pairs)
        {
            if (pair.IsValid && !pair.IsUnresponsive && IsBetter(pair, best))
                best = pair;
        }
        return best;
    }

    private bool MayImprove(IceSession session, CandidatePair best)
    {
        // More candidates, or pairs that are not decided yet.
        if (MayBeRelayed(best) && !(session.LocalEnded && session.RemoteEnded))
            return true;
        foreach (var pair in session.List.Pairs)
        {
            if (pair.IsOpen && pair.PriorityFor(role.Role) > best.PriorityFor(role.Role))
                return true;
        }
        return false;
    }

    /// <summary>A source that signaling has not named yet may be the other end's relay: until it is named it gets no hurry.</summary>
    private static bool MayBeRelayed(CandidatePair pair) => pair.IsRelayed || pair.Remote.Type is CandidateType.PeerReflexive;

    private static TimeSpan FirstValidLike(CheckList list, CandidatePair best)
    {
        var first = best.ValidSince;
        foreach (var pair in list.Pairs)
        {
            if (pair.IsValid && MayBeRelayed(pair) == MayBeRelayed(best) && pair.ValidSince < first)
                first = pair.ValidSince;
        }
        return first;
    }

    private bool IsBetter(CandidatePair pair, CandidatePair? than) =>
        than is null
        || (pair.IsRelayed != than.IsRelayed ? than.IsRelayed : pair.PriorityFor(role.Role) > than.PriorityFor(role.Role));
}
