using System.Collections.Frozen;

namespace PeerCall.Signaling;

/// <summary>The error codes of protocol 1 (docs/protocol.md, section 8). A retryable one may succeed later; the others fail again.</summary>
public static class ErrorCodes
{
    /// <summary>The message cannot be understood.</summary>
    public const string BadMessage = "bad-message";

    /// <summary>The report is not of its form, or out of its bounds.</summary>
    public const string BadReport = "bad-report";

    /// <summary>The message type is not known.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>`hello` must come first.</summary>
    public const string HelloExpected = "hello-expected";

    /// <summary>`hello` comes once.</summary>
    public const string AlreadyWelcome = "already-welcome";

    /// <summary>The session is in no room.</summary>
    public const string NotJoined = "not-joined";

    /// <summary>The session is in a room.</summary>
    public const string AlreadyJoined = "already-joined";

    /// <summary>The room's name has a form that is not allowed.</summary>
    public const string InvalidRoom = "invalid-room";

    /// <summary>Nothing is left of the name after cleaning.</summary>
    public const string InvalidName = "invalid-name";

    /// <summary>The room has no place left.</summary>
    public const string RoomFull = "room-full";

    /// <summary>The server has no place for another room.</summary>
    public const string ServerFull = "server-full";

    /// <summary>The room has a password.</summary>
    public const string PasswordRequired = "password-required";

    /// <summary>The password is another one.</summary>
    public const string WrongPassword = "wrong-password";

    /// <summary>The peer is not in this room.</summary>
    public const string UnknownPeer = "unknown-peer";

    /// <summary>The role does not allow it.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The peer was sent out of this room.</summary>
    public const string Removed = "removed";

    /// <summary>Too much in too short a time.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>The server stops.</summary>
    public const string Draining = "draining";

    /// <summary>A defect of the server.</summary>
    public const string Internal = "internal";

    /// <summary>Every code, and whether the same message may succeed later.</summary>
    public static FrozenDictionary<string, bool> Retryable { get; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        [BadMessage] = false,
        [BadReport] = false,
        [UnknownType] = false,
        [HelloExpected] = false,
        [AlreadyWelcome] = false,
        [NotJoined] = false,
        [AlreadyJoined] = false,
        [InvalidRoom] = false,
        [InvalidName] = false,
        [RoomFull] = true,
        [ServerFull] = true,
        [PasswordRequired] = false,
        [WrongPassword] = false,
        [UnknownPeer] = false,
        [Forbidden] = false,
        [Removed] = false,
        [RateLimited] = true,
        [Draining] = true,
        [Internal] = true,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
