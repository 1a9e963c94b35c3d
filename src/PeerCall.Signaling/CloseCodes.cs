namespace PeerCall.Signaling;

/// <summary>The close codes of protocol 1 (docs/protocol.md, section 7): RFC 6455 §7.4.1, and 4000 to 4999 of our own.</summary>
public static class CloseCodes
{
    /// <summary>The session has ended by its own wish.</summary>
    public const int Normal = 1000;

    /// <summary>The server stops; from a client: its page was closed.</summary>
    public const int GoingAway = 1001;

    /// <summary>A binary message.</summary>
    public const int UnsupportedData = 1003;

    /// <summary>Not UTF-8.</summary>
    public const int InvalidData = 1007;

    /// <summary>A message over <see cref="ProtocolLimits.MaxMessageBytes"/>.</summary>
    public const int TooBig = 1009;

    /// <summary>Too many messages that cannot be understood, or no `hello` first.</summary>
    public const int BadProtocol = 4400;

    /// <summary>No `hello` in time.</summary>
    public const int HelloTimeout = 4401;

    /// <summary>Another version of the protocol.</summary>
    public const int UnsupportedVersion = 4402;

    /// <summary>The host has sent this peer out.</summary>
    public const int Removed = 4403;

    /// <summary>In no room for too long.</summary>
    public const int JoinTimeout = 4404;

    /// <summary>The room's own members have come back and its password was not given.</summary>
    public const int PasswordChanged = 4405;

    /// <summary>Too far behind in reading.</summary>
    public const int SlowConsumer = 4408;

    /// <summary>Another connection has taken over.</summary>
    public const int Replaced = 4409;

    /// <summary>Far above the message rate.</summary>
    public const int RateLimited = 4429;

    /// <summary>True if a client may connect again after this code. An unknown code, and no code at all, is a lost connection: retryable.</summary>
    public static bool IsRetryable(int code) => code is not (Normal or UnsupportedData or InvalidData or TooBig or BadProtocol or UnsupportedVersion or Removed or PasswordChanged or Replaced);
}
