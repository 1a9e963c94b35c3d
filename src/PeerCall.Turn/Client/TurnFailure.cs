using PeerCall.Stun;

namespace PeerCall.Turn.Client;

/// <summary>What was being done when something failed.</summary>
public enum TurnStage
{
    /// <summary>Looking up the server's name.</summary>
    Resolve,

    /// <summary>Opening a socket or a TCP connection.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>Making the allocation.</summary>
    Allocate,

    /// <summary>Keeping the allocation.</summary>
    Refresh,

    /// <summary>Getting permission to reach a peer, or keeping it.</summary>
    CreatePermission,

    /// <summary>Binding a channel to a peer, or keeping it.</summary>
    ChannelBind,
}

/// <summary>Why something failed: stable values for programs; <see cref="TurnFailure.Code"/> has the number behind them.</summary>
public enum TurnFailureReason
{
    /// <summary>The name has no address.</summary>
    NameNotResolved,

    /// <summary>The connection was refused, or there is no route.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The server's certificate was not accepted: unknown issuer, another name, expired.</summary>
    CertificateRefused,

    /// <summary>The TLS handshake failed for another reason.</summary>
    TlsFailed,

    /// <summary>The connection ended, or sent what is not TURN.</summary>
    ConnectionLost,

    /// <summary>300: another server is to be asked, see <see cref="TurnFailure.AlternateServer"/>.</summary>
    TryAlternate,

    /// <summary>400: the server finds the request malformed.</summary>
    BadRequest,

    /// <summary>401: the server does not know the user, the password is wrong, or the credentials have expired.</summary>
    Unauthorized,

    /// <summary>403: the server's policy denies the peer, or the client.</summary>
    Forbidden,

    /// <summary>420: the server does not understand an attribute that it must.</summary>
    UnknownAttribute,

    /// <summary>437: the five-tuple has an allocation already, or has none any more.</summary>
    AllocationMismatch,

    /// <summary>438, twice in a row for one request.</summary>
    StaleNonce,

    /// <summary>440: no relayed addresses of this family.</summary>
    AddressFamilyNotSupported,

    /// <summary>441: the allocation was made with other credentials.</summary>
    WrongCredentials,

    /// <summary>442: the server does not relay UDP.</summary>
    UnsupportedTransport,

    /// <summary>443: the peer is not of the allocation's address family.</summary>
    PeerAddressFamilyMismatch,

    /// <summary>486: the user has as many allocations as she may.</summary>
    QuotaReached,

    /// <summary>508: the server is full.</summary>
    InsufficientCapacity,

    /// <summary>Another error from 500 to 599: the server failed.</summary>
    ServerError,

    /// <summary>An error that RFC 8489 and RFC 8656 do not know.</summary>
    OtherError,

    /// <summary>Answers came, but none that proved knowledge of the password (RFC 8489 §9.2.5): a forgery on the path, or a server without credentials.</summary>
    IntegrityViolated,

    /// <summary>The server offers no password algorithm known here, or the offer was taken out on the way (RFC 8489 §9.2.1).</summary>
    NoPasswordAlgorithm,

    /// <summary>An answer lacks what it must have.</summary>
    MalformedResponse,
}

/// <summary>What failed, and why.</summary>
/// <param name="Stage">At what.</param>
/// <param name="Reason">Why, for programs.</param>
/// <param name="Code">The STUN error code; 0 if the server sent none.</param>
/// <param name="Text">For people. With a code it is the server's own phrase: not to be trusted as anything but text.</param>
public sealed record TurnFailure(TurnStage Stage, TurnFailureReason Reason, int Code, string Text)
{
    /// <summary>ALTERNATE-SERVER of a 300 (RFC 8489 §10); the default value without.</summary>
    public TransportAddress AlternateServer { get; init; }

    /// <summary>ALTERNATE-DOMAIN of a 300: the name that the other server's certificate must have; null: as before.</summary>
    public string? AlternateDomain { get; init; }

    /// <summary>How long to leave this server alone (RFC 8656 §7.4): 2 min after 437, 1 min after 486 and 508; otherwise zero.</summary>
    public TimeSpan RetryAfter => Stage is not TurnStage.Allocate ? TimeSpan.Zero : Reason switch
    {
        TurnFailureReason.AllocationMismatch => TimeSpan.FromMinutes(2),
        TurnFailureReason.QuotaReached or TurnFailureReason.InsufficientCapacity => TimeSpan.FromMinutes(1),
        _ => TimeSpan.Zero,
    };

    /// <summary>Whether the same request may well succeed a little later.</summary>
    internal bool IsTransient => Reason is TurnFailureReason.TimedOut or TurnFailureReason.IntegrityViolated or TurnFailureReason.StaleNonce
        or TurnFailureReason.ServerError or TurnFailureReason.InsufficientCapacity or TurnFailureReason.Unauthorized;

    internal static TurnFailure Of(TurnStage stage, StunError error) => new(stage, ReasonOf(error.Code), error.Code, error.Reason);

    internal static TurnFailure TimedOut(TurnStage stage) => new(stage, TurnFailureReason.TimedOut, 0, "No answer.");

    private static TurnFailureReason ReasonOf(int code) => code switch
    {
        300 => TurnFailureReason.TryAlternate,
        400 => TurnFailureReason.BadRequest,
        401 => TurnFailureReason.Unauthorized,
        403 => TurnFailureReason.Forbidden,
        420 => TurnFailureReason.UnknownAttribute,
        437 => TurnFailureReason.AllocationMismatch,
        438 => TurnFailureReason.StaleNonce,
        440 => TurnFailureReason.AddressFamilyNotSupported,
        441 => TurnFailureReason.WrongCredentials,
        442 => TurnFailureReason.UnsupportedTransport,
        443 => TurnFailureReason.PeerAddressFamilyMismatch,
        486 => TurnFailureReason.QuotaReached,
        508 => TurnFailureReason.InsufficientCapacity,
        >= 500 and <= 599 => TurnFailureReason.ServerError,
        _ => TurnFailureReason.OtherError,
    };
}
