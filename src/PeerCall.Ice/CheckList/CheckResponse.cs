using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>What an authentic answer means for its pair (RFC 8445 §7.2.5).</summary>
internal static class CheckResponse
{
    public static CheckOutcome Apply(
        IceSession session, in SentCheck sent, int baseId, in TransportAddress source, in StunMessage response, RoleConflict role, TimeSpan now)
    {
        var pair = sent.Pair;
        var isConsent = sent.Purpose is CheckPurpose.Consent;
        pair.Counters.ResponsesReceived++;
        if (!sent.IsRetransmitted)
            pair.Counters.RoundTrip(now - sent.SentAt);

        // An answer has to come the way the request went (RFC 8445 §7.2.5.2.1). To consent another way is no answer (RFC 7675 §5.1).
        if (baseId != pair.Base.BaseId || source != pair.Remote.Address)
            return isConsent ? CheckOutcome.Ignored : Fail(pair, response.TransactionId);
        if (response.Class is StunClass.ErrorResponse)
            return Refused(session, pair, in sent, in response, role, isConsent);
        if (!response.TryGet(StunAttributes.XorMappedAddress, out var mapped))
            return CheckOutcome.Ignored;

        pair.LastResponseAt = now;
        pair.IsUnresponsive = false;
        session.Reveal(pair, in mapped);
        if (pair.Check is { } check && (!check.Nominates || check.Id == response.TransactionId))
            pair.Check = null;
        if (!pair.IsValid)
        {
            pair.State = CandidatePairState.Succeeded;
            pair.ValidSince = now;
            pair.IsTriggered &= pair.IsToBeNominated;
            session.List.Unfreeze(pair.Foundation);
        }
        else if (!pair.IsToBeNominated)
        {
            pair.IsTriggered = false;
        }
        Nominate(session, pair, sent.Purpose, role);
        return CheckOutcome.Succeeded;
    }

    /// <summary>RFC 8445 §7.2.5.3.4.</summary>
    private static void Nominate(IceSession session, CandidatePair pair, CheckPurpose purpose, RoleConflict role)
    {
        var isOurs = role.IsControlling && purpose is CheckPurpose.Nomination;
        var isTheirs = !role.IsControlling && pair.IsNominationPending;
        if (!isOurs && !isTheirs)
            return;
        pair.IsNominated = true;
        pair.IsToBeNominated = false;
        pair.IsNominationPending = false;
        session.List.Conclude();
    }

    private static CheckOutcome Refused(IceSession session, CandidatePair pair, in SentCheck sent, in StunMessage response, RoleConflict role, bool isConsent)
    {
        if (response.TryGet(StunAttributes.ErrorCode, out var error) && error.Code == StunErrors.RoleConflict.Code)
        {
            role.Refused(sent.Role);
            pair.Check = null;
            pair.IsToBeNominated = false;
            session.List.Trigger(pair);
            return CheckOutcome.Ignored;
        }
        return isConsent ? CheckOutcome.Ignored : Fail(pair, response.TransactionId);
    }

    private static CheckOutcome Fail(CandidatePair pair, TransactionId id)
    {
        // The answer of a check that was replaced says nothing about its successor.
        if (pair.Check?.Id != id)
            return CheckOutcome.Ignored;
        pair.Fail();
        return CheckOutcome.Failed;
    }
}

/// <summary>See <see cref="CheckResponse.Apply"/>.</summary>
internal enum CheckOutcome
{
    /// <summary>Nothing changed.</summary>
    Ignored,

    /// <summary>The pair works.</summary>
    Succeeded,

    /// <summary>It does not.</summary>
    Failed,
}
