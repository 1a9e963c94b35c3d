using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>Sends checks and recognises their answers (RFC 8445 §7.2).</summary>
internal sealed class ConnectivityCheckClient(IceAgentOptions options, CheckPacer pacer, IIceRandom random, RoleConflict role, IIceOutput output)
{
    /// <summary>Begins the check of a pair, in place of one that is under way, whose answer still counts.</summary>
    public void Begin(IceSession session, CandidatePair pair, TimeSpan now)
    {
        var nominates = pair.IsToBeNominated && role.IsControlling;
        var id = random.NextTransactionId();
        if (!pair.IsValid)
            pair.State = CandidatePairState.InProgress;
        var paced = pacer.Interval * session.List.CountActive();
        var rto = paced > options.MinRetransmissionTimeout ? paced : options.MinRetransmissionTimeout;
        pair.Check = new OutstandingCheck(id, nominates, now, rto, options.MaxRequests);
        session.Sent.Add(id, new SentCheck(pair, now, role.Role, nominates ? CheckPurpose.Nomination : CheckPurpose.Connectivity));
        Send(session, pair, id, nominates);
    }

    public void Retransmit(IceSession session, CandidatePair pair, OutstandingCheck check, TimeSpan now)
    {
        session.Sent.Retransmitted(check.Id, now);
        Send(session, pair, check.Id, check.Nominates && role.IsControlling);
    }

    /// <summary>
    /// Asks for consent (RFC 7675 §5.1). On a nominated pair the controlling end says so again: an end whose peer moved to another address
    /// then knows that the new path is meant.
    /// </summary>
    public void SendConsent(IceSession session, CandidatePair pair, TimeSpan now)
    {
        var id = random.NextTransactionId();
        session.Sent.Add(id, new SentCheck(pair, now, role.Role, CheckPurpose.Consent));
        pair.Counters.ConsentRequestsSent++;
        Send(session, pair, id, pair.IsNominated && role.IsControlling);
    }

    /// <summary>Finds what a message answers; false if nothing, or if it is not from the other end.</summary>
    public static bool TryMatch(IceSession session, in StunMessage response, out SentCheck check) =>
        session.Sent.TryGet(response.TransactionId, out check) && response.VerifyIntegrity(session.Credentials.RemoteKey);

    private void Send(IceSession session, CandidatePair pair, TransactionId id, bool useCandidate)
    {
        Span<byte> buffer = stackalloc byte[BindingMessages.MaxLength];
        var length = BindingMessages.WriteRequest(
            buffer, id, session.Credentials.Username, pair.Base.CheckPriority, role, useCandidate, session.Credentials.RemoteKey);
        pair.Counters.RequestsSent++;
        output.Send(pair.Base.BaseId, pair.Remote.Address, buffer[..length]);
    }
}
