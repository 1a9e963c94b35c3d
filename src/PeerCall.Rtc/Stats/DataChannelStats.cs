using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>W3C RTCDataChannelStats.</summary>
public sealed record DataChannelStats : RtcStats
{
    internal const string TypeName = "data-channel";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;

    /// <summary>Label.</summary>
    public required string Label { get; init; }

    /// <summary>Subprotocol; may be empty.</summary>
    public required string Protocol { get; init; }

    /// <summary>Stream; null before it is known.</summary>
    public int? DataChannelIdentifier { get; init; }

    /// <summary><c>connecting</c>, <c>open</c>, <c>closing</c> or <c>closed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Messages sent.</summary>
    public required long MessagesSent { get; init; }

    /// <summary>Bytes of these messages.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Messages received.</summary>
    public required long MessagesReceived { get; init; }

    /// <summary>Bytes of these messages.</summary>
    public required long BytesReceived { get; init; }
}
