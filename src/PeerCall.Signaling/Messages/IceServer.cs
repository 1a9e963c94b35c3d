namespace PeerCall.Signaling.Messages;

/// <summary>One entry of <c>RTCConfiguration.iceServers</c> (W3C WebRTC §4.2.4), in the form that browsers take.</summary>
public sealed record IceServer
{
    /// <summary>STUN or TURN URLs (RFC 7064, RFC 7065), at least one.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>User name for TURN; null for STUN.</summary>
    public string? Username { get; init; }

    /// <summary>Password for TURN; null for STUN. A secret: never logged.</summary>
    public string? Credential { get; init; }
}
