using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;

/// <summary>How one end sees its link (docs/protocol.md, section 6): the <c>stats</c> of a <see cref="Report"/>. A receiver takes every text in it for a stranger's.</summary>
public sealed record LinkReport
{
    /// <summary>An <c>RTCPeerConnectionState</c>.</summary>
    public required string State { get; init; }

    /// <summary>The reporting end's candidate of the selected pair.</summary>
    public required ReportedCandidate Local { get; init; }

    /// <summary>The other end's.</summary>
    public required ReportedCandidate Remote { get; init; }

    /// <summary>The reporting end takes no other way than a relay. Null: not.</summary>
    public bool? RelayOnly { get; init; }

    /// <summary>Round-trip time. Milliseconds.</summary>
    public double? RoundTripMs { get; init; }

    /// <summary>Packets of media lost on the way here, 0 to 100.</summary>
    public double? LossPercent { get; init; }

    /// <summary>From the first description to the first connection. Milliseconds.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>ICE restarts so far.</summary>
    public int? Restarts { get; init; }

    /// <summary>As <see cref="Report.Stats"/>.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, LinkReportJson.Default.LinkReport);

    /// <summary>Reads what a peer has sent; null if it is not of this form.</summary>
    public static LinkReport? Read(JsonElement stats)
    {
        try
        {
            return stats.Deserialize(LinkReportJson.Default.LinkReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A candidate in a <see cref="LinkReport"/>; words of W3C webrtc-stats.</summary>
public sealed record ReportedCandidate
{
    /// <summary><c>host</c>, <c>srflx</c>, <c>prflx</c> or <c>relay</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>udp</c> or <c>tcp</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>How this end reaches its TURN server: <c>udp</c>, <c>tcp</c> or <c>tls</c>; null for what is not relayed.</summary>
    public string? RelayProtocol { get; init; }

    /// <summary>That TURN server, <c>host:port</c>.</summary>
    public string? RelayServer { get; init; }
}

/// <summary>JSON of reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LinkReport))]
internal sealed partial class LinkReportJson : JsonSerializerContext;
