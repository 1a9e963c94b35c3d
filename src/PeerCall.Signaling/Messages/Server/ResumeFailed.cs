using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;


/// <summary>The session is gone; a <see cref="Welcome"/> follows.</summary>
public sealed record ResumeFailed : ServerMessage
{
    /// <summary>Why.</summary>
    public required ResumeFailure Reason { get; init; }
}

/// <summary>Why a session cannot go on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResumeFailure>))]
public enum ResumeFailure
{
    /// <summary>The server does not know the session.</summary>
    [JsonStringEnumMemberName("unknown-session")]
    UnknownSession,

    /// <summary>The resume window is over.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>What the client misses is no longer in the log.</summary>
    [JsonStringEnumMemberName("behind")]
    Behind,

    /// <summary>The token is missing, forged, expired or of another session.</summary>
    [JsonStringEnumMemberName("invalid-token")]
    InvalidToken,
}
