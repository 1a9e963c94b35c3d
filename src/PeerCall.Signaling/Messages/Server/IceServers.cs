using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;

/// <summary>Fresh credentials, before the old ones end.</summary>
public sealed record IceServers : ServerMessage
{
    /// <summary>For <c>RTCConfiguration.iceServers</c>.</summary>
    [JsonPropertyName("iceServers")]
    public required IReadOnlyList<IceServer> Servers { get; init; }

    /// <summary>When they end, milliseconds since 1970.</summary>
    public long? IceExpiresAt { get; init; }

    /// <summary>The newest session token. A secret.</summary>
    public required string Token { get; init; }
}
