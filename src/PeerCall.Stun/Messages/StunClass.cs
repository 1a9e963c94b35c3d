namespace PeerCall.Stun;

/// <summary>Class of a message (RFC 8489 §5).</summary>
public enum StunClass
{
    /// <summary>A request, which is answered.</summary>
    Request = 0,

    /// <summary>An indication, which is never answered.</summary>
    Indication = 1,

    /// <summary>The answer of a request that succeeded.</summary>
    SuccessResponse = 2,

    /// <summary>The answer of a request that failed.</summary>
    ErrorResponse = 3,
}
