using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>A candidate on its way through signaling (W3C RTCIceCandidateInit); as JSON it is what browsers take and give.</summary>
/// <param name="Candidate">The line from <c>candidate:</c> on (RFC 8839 §5.1); empty: the section has no more of this generation.</param>
/// <param name="SdpMid">Identification of the media section; null if <paramref name="SdpMLineIndex"/> says it.</param>
/// <param name="SdpMLineIndex">Number of the media section, from 0; null if <paramref name="SdpMid"/> says it. The identification counts where both are there.</param>
/// <param name="UsernameFragment">The generation it belongs to; null: the present one.</param>
public sealed record IceCandidate(
    [property: JsonPropertyName("candidate")] string Candidate,
    [property: JsonPropertyName("sdpMid")] string? SdpMid = null,
    [property: JsonPropertyName("sdpMLineIndex")] int? SdpMLineIndex = null,
    [property: JsonPropertyName("usernameFragment")] string? UsernameFragment = null);
