using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>W3C RTCPeerConnectionStats.</summary>
public sealed record PeerConnectionStats : RtcStats
{
    internal const string TypeName = "peer-connection";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => TypeName;

    /// <summary>Data channels that have opened.</summary>
    public required int DataChannelsOpened { get; init; }

    /// <summary>Of these, the ones that have closed.</summary>
    public required int DataChannelsClosed { get; init; }
}
