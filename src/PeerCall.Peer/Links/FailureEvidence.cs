using PeerCall.Rtc;
using PeerCall.Signaling;

namespace PeerCall.Peer.Links;

/// <summary>What one attempt to connect has seen, for telling why there is no path.</summary>
internal sealed class FailureEvidence
{
    /// <summary>W3C webrtc §4.8.4: the one code that no server has sent; it was not reached.</summary>
    private const int NotReached = 701;

    private readonly List<IceCandidateError> _errors = [];

    /// <summary>A TURN server is among the servers.</summary>
    public bool IsTurnConfigured { get; init; }

    /// <summary>A relayed candidate was found.</summary>
    public bool HasRelay { get; set; }

    /// <summary>There was a path, and DTLS failed on it.</summary>
    public bool HasDtlsFailed { get; set; }

    /// <summary>The other end has answered.</summary>
    public bool HeardFromPeer { get; set; }

    /// <summary>A server gave no candidate.</summary>
    public void Add(IceCandidateError error) => _errors.Add(error);

    /// <summary>The most likely cause, a code of <see cref="CauseCodes"/>. A relay that was found outweighs errors of single addresses.</summary>
    public string Cause()
    {
        if (HasDtlsFailed)
            return CauseCodes.DtlsFailed;
        if (!HeardFromPeer)
            return CauseCodes.PeerGone;
        if (HasRelay)
            return CauseCodes.NoCommonPath;
        if (!IsTurnConfigured)
            return CauseCodes.TurnNotConfigured;
        var ofTurn = _errors.Where(error => IsTurn(error.Url)).Select(error => error.ErrorCode).ToList();
        // A server that answers and refuses tells more than one that is not there.
        return ofTurn.Exists(code => OfServer(code) == CauseCodes.TurnUnauthorized) ? CauseCodes.TurnUnauthorized
            : ofTurn.Exists(code => OfServer(code) == CauseCodes.TurnQuota) ? CauseCodes.TurnQuota
            : ofTurn.Contains(NotReached) ? CauseCodes.TurnUnreachable
            : CauseCodes.NoCommonPath;
    }

    /// <summary>Whether a URL is that of a TURN server (RFC 7065).</summary>
    public static bool IsTurn(string url) =>
        url.StartsWith("turn:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("turns:", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the error of one TURN server means. RFC 8489 §14.8, RFC 8656 §19.</summary>
    public static string OfServer(int errorCode) => errorCode switch
    {
        401 or 403 or 438 or 441 => CauseCodes.TurnUnauthorized,
        486 or 508 => CauseCodes.TurnQuota,
        _ => CauseCodes.TurnUnreachable,
    };
}
