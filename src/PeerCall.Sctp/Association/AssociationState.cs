namespace PeerCall.Sctp;

/// <summary>States of an association (RFC 9260 §4).</summary>
public enum AssociationState
{
    /// <summary>Not started, or ended.</summary>
    Closed,

    /// <summary>INIT sent.</summary>
    CookieWait,

    /// <summary>COOKIE ECHO sent.</summary>
    CookieEchoed,

    /// <summary>Up.</summary>
    Established,

    /// <summary>Shutting down: what is queued goes out first.</summary>
    ShutdownPending,

    /// <summary>SHUTDOWN sent.</summary>
    ShutdownSent,

    /// <summary>The peer's SHUTDOWN came: what is queued goes out first.</summary>
    ShutdownReceived,

    /// <summary>SHUTDOWN ACK sent.</summary>
    ShutdownAckSent,
}

/// <summary>How an association ended.</summary>
public enum SctpCloseKind
{
    /// <summary>SHUTDOWN, from either side: everything was delivered.</summary>
    Shutdown,

    /// <summary>We sent ABORT.</summary>
    AbortedLocally,

    /// <summary>The peer sent ABORT.</summary>
    AbortedByPeer,

    /// <summary>The peer did not answer INIT or COOKIE ECHO.</summary>
    ConnectTimeout,

    /// <summary>The peer stopped acknowledging.</summary>
    PeerUnreachable,
}

/// <summary>Why an association ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Cause">The cause code of the ABORT, ours or the peer's.</param>
/// <param name="Text">The text beside it, or empty. The peer's words: not to be trusted.</param>
public readonly record struct SctpCloseReason(SctpCloseKind Kind, ErrorCauseCode Cause, string Text);
