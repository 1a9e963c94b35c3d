using System.Runtime.InteropServices;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>
/// A base of this end and a candidate of the other (RFC 8445 §6.1.2). The pair that a check makes valid, whose local candidate is what the
/// other end saw (§7.2.5.3.2), is the same object here: <see cref="Local"/> then is that candidate. With a single component the two lists
/// of the RFC say nothing more.
/// </summary>
internal sealed class CandidatePair
{
    public CandidatePair(string id, LocalCandidate baseCandidate, RemoteCandidate remote, TimeSpan now)
    {
        Id = id;
        Base = baseCandidate;
        Local = baseCandidate;
        Remote = remote;
        CreatedAt = now;
    }

    public string Id { get; }

    public LocalCandidate Base { get; }

    /// <summary>What the other end sees.</summary>
    public LocalCandidate Local { get; set; }

    public RemoteCandidate Remote { get; }

    public TimeSpan CreatedAt { get; }

    public PairPath Path => new(Base.BaseId, Remote.Address);

    public PairFoundation Foundation => new(Base.Foundation, Remote.Foundation);

    public CandidatePairState State { get; set; }

    /// <summary>The check that is retransmitted, if any.</summary>
    public OutstandingCheck? Check { get; set; }

    /// <summary>Whether it waits in the triggered-check queue.</summary>
    public bool IsTriggered { get; set; }

    /// <summary>Whether its next check is to nominate it.</summary>
    public bool IsToBeNominated { get; set; }

    /// <summary>Whether the other end nominated it before it was valid here (RFC 8445 §7.3.1.5).</summary>
    public bool IsNominationPending { get; set; }

    public bool IsNominated { get; set; }

    /// <summary>Whether it went silent while it was in use.</summary>
    public bool IsUnresponsive { get; set; }

    /// <summary>Whether consent to it was lost.</summary>
    public bool IsForfeited { get; private set; }

    /// <summary>Whether a check of the other end came this way.</summary>
    public bool HasBeenChecked { get; set; }

    /// <summary>When the last answer came; meaningless before one did.</summary>
    public TimeSpan LastResponseAt { get; set; } = TimeSpan.MinValue;

    /// <summary>When it became valid; meaningless before.</summary>
    public TimeSpan ValidSince { get; set; }

    public PairCounters Counters { get; } = new();

    public bool IsValid => State is CandidatePairState.Succeeded;

    /// <summary>Whether its check has yet to be decided.</summary>
    public bool IsOpen => State is CandidatePairState.Frozen or CandidatePairState.Waiting or CandidatePairState.InProgress;

    public bool IsRelayed => Local.Type is CandidateType.Relayed || Base.Type is CandidateType.Relayed || Remote.Type is CandidateType.Relayed;

    /// <summary>Relays on the way, as far as they are known.</summary>
    public int Relays => (Local.Type is CandidateType.Relayed || Base.Type is CandidateType.Relayed ? 1 : 0) + (Remote.Type is CandidateType.Relayed ? 1 : 0);

    public bool IsHostToHost => Local.Type is CandidateType.Host && Remote.Type is CandidateType.Host;

    public ulong PriorityFor(IceRole role) => role is IceRole.Controlling
        ? CandidatePriority.OfPair(Local.Priority, Remote.Priority)
        : CandidatePriority.OfPair(Remote.Priority, Local.Priority);

    /// <summary>Its check was not answered, or refused; a nomination with it.</summary>
    public void Fail()
    {
        State = CandidatePairState.Failed;
        Check = null;
        IsToBeNominated = false;
        IsNominated = false;
    }

    /// <summary>Consent to it was lost: with these credentials it is never used again (RFC 7675 §5.1).</summary>
    public void Forfeit()
    {
        Fail();
        IsForfeited = true;
        IsNominationPending = false;
    }

    /// <summary>Whether <paramref name="path"/> still says what <see cref="ToPath"/> would.</summary>
    public bool IsDescribedBy(SelectedPath path) => path.PairId == Id && path.LocalType == Local.Type && path.RemoteType == Remote.Type;

    public SelectedPath ToPath() => new(Id, Base.BaseId, Remote.Address, Local.Type, Remote.Type);
}

/// <summary>Between which ends a datagram goes.</summary>
/// <param name="BaseId">Base of this end.</param>
/// <param name="Remote">Address of the other end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PairPath(int BaseId, TransportAddress Remote);

/// <summary>Foundation of a pair (RFC 8445 §6.1.2.6).</summary>
/// <param name="Local">Foundation of the local candidate.</param>
/// <param name="Remote">Foundation of the remote candidate.</param>
internal readonly record struct PairFoundation(string Local, string Remote);
