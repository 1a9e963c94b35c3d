using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>W3C RTCSdpType.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SdpType>))]
public enum SdpType
{
    /// <summary>An offer (RFC 3264).</summary>
    [JsonStringEnumMemberName("offer")]
    Offer,

    /// <summary>An answer that another may replace (RFC 9429 §4.1.10.1).</summary>
    [JsonStringEnumMemberName("pranswer")]
    ProvisionalAnswer,

    /// <summary>An answer.</summary>
    [JsonStringEnumMemberName("answer")]
    Answer,

    /// <summary>Takes an offer back (RFC 9429 §4.1.10.2); it has no text.</summary>
    [JsonStringEnumMemberName("rollback")]
    Rollback,
}

/// <summary>A session description (W3C RTCSessionDescription); as JSON it is what browsers take. Its text form does not show the SDP.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Sdp">SDP (RFC 8866); empty for a rollback.</param>
public sealed record SessionDescription(
    [property: JsonPropertyName("type")] SdpType Type,
    [property: JsonPropertyName("sdp")] string Sdp = "")
{
    /// <summary>Type and length.</summary>
    public override string ToString() => $"{Type} of {Sdp.Length} characters";
}
