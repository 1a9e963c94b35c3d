namespace PeerCall.Ice;

/// <summary>States of a pair (RFC 8445 §6.1.2.6), in the order of W3C's RTCStatsIceCandidatePairState.</summary>
public enum CandidatePairState
{
    /// <summary>Waits for another pair of the same foundation.</summary>
    Frozen,

    /// <summary>Its check is to be sent.</summary>
    Waiting,

    /// <summary>Its check is under way.</summary>
    InProgress,

    /// <summary>Its check was not answered, or refused.</summary>
    Failed,

    /// <summary>Its check was answered: it is in the valid list.</summary>
    Succeeded,
}
