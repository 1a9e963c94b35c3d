namespace PeerCall.Signaling.Messages;

/// <summary>The server's own TURN server has refused this client something, which a browser does not tell its page.</summary>
public sealed record RelayRefused : ServerMessage
{
    /// <summary>The largest <see cref="Peers"/>.</summary>
    public const int MaxPeers = 16;

    /// <summary><see cref="CauseCodes.TurnForbiddenPeer"/>, <see cref="CauseCodes.TurnExpired"/>, <see cref="CauseCodes.TurnQuota"/> or <see cref="CauseCodes.TurnUnauthorized"/>.</summary>
    public required string Cause { get; init; }

    /// <summary>The STUN error code that the TURN server has answered (RFC 8489 §14.8, RFC 8656 §19).</summary>
    public required int Code { get; init; }

    /// <summary>The addresses, without port, that it does not relay to; null with any other cause.</summary>
    public IReadOnlyList<string>? Peers { get; init; }
}
