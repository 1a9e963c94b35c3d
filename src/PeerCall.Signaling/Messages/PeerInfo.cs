using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;


/// <summary>A peer as the others in its room see it.</summary>
public sealed record PeerInfo
{
    /// <summary>Its id in the room: 8 to 32 of a–z and 0–9.</summary>
    public required string Id { get; init; }

    /// <summary>Its cleaned name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of program it is.</summary>
    public required PeerKind Kind { get; init; }

    /// <summary>Its role in the room.</summary>
    public required PeerRole Role { get; init; }

    /// <summary>False while its signaling connection is away and may still be resumed.</summary>
    public required bool Connected { get; init; }

    /// <summary>What it sends.</summary>
    public required MediaState Media { get; init; }
}

/// <summary>What kind of program a peer is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PeerKind>))]
public enum PeerKind
{
    /// <summary>A person's browser.</summary>
    [JsonStringEnumMemberName("browser")]
    Browser,

    /// <summary>A program without camera and screen.</summary>
    [JsonStringEnumMemberName("headless")]
    Headless,

    /// <summary>One of the server's own (docs/protocol.md, section 11.2); nobody else can join as one.</summary>
    [JsonStringEnumMemberName("server")]
    Server,
}

/// <summary>What a peer may do in its room.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PeerRole>))]
public enum PeerRole
{
    /// <summary>May take part.</summary>
    [JsonStringEnumMemberName("participant")]
    Participant,

    /// <summary>May also send others out.</summary>
    [JsonStringEnumMemberName("host")]
    Host,
}
