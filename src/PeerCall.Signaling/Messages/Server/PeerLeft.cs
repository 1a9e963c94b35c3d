using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;


/// <summary>Somebody has gone.</summary>
public sealed record PeerLeft : ServerMessage
{
    /// <summary>Its id.</summary>
    public required string Peer { get; init; }

    /// <summary>Why.</summary>
    public required LeaveReason Reason { get; init; }
}

/// <summary>Why a peer is gone.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LeaveReason>))]
public enum LeaveReason
{
    /// <summary>By its own wish, or its page was closed.</summary>
    [JsonStringEnumMemberName("left")]
    Left,

    /// <summary>Its connection did not come back within the resume window.</summary>
    [JsonStringEnumMemberName("timed-out")]
    TimedOut,

    /// <summary>It starts anew under the same id; a <see cref="PeerJoined"/> follows.</summary>
    [JsonStringEnumMemberName("replaced")]
    Replaced,

    /// <summary>The host has sent it out.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,
}
