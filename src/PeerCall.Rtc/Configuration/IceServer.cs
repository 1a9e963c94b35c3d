namespace PeerCall.Rtc;

/// <summary>A STUN or TURN server (W3C RTCIceServer). Its text does not show the credential.</summary>
public sealed record IceServer
{
    /// <summary><c>stun:</c>, <c>turn:</c> and <c>turns:</c> URLs (RFC 7064, 7065). Not empty.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>User name for TURN. Default null.</summary>
    public string? Username { get; init; }

    /// <summary>Password for TURN. Default null.</summary>
    public string? Credential { get; init; }

    /// <summary>The URLs alone.</summary>
    public override string ToString() => string.Join(' ', Urls);
}
