using PeerCall.Signaling;

namespace PeerCall.Peer;

/// <summary>A participant could not do what was asked, or its part in the room has ended. One sentence for people, <see cref="Code"/> for programs.</summary>
public sealed class PeerCallException : Exception
{
    /// <summary>With its code.</summary>
    /// <param name="code">See <see cref="Code"/>.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="isRetryable">See <see cref="IsRetryable"/>.</param>
    /// <param name="innerException">Its cause.</param>
    public PeerCallException(string code, string message, bool isRetryable = false, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        IsRetryable = isRetryable;
    }

    /// <summary>With a message.</summary>
    public PeerCallException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public PeerCallException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With a general message.</summary>
    public PeerCallException()
        : base("The participant could not do what was asked.")
    {
    }

    /// <summary>
    /// A stable code: one of <see cref="ErrorCodes"/> where the server refused, of <see cref="CauseCodes"/> where a link failed, of <see cref="PeerCallErrors"/> otherwise.
    /// </summary>
    public string Code { get; } = ErrorCodes.Internal;

    /// <summary>Whether the same may succeed later.</summary>
    public bool IsRetryable { get; }
}

/// <summary>Codes of <see cref="PeerCallException.Code"/> that are no server's.</summary>
public static class PeerCallErrors
{
    /// <summary>The server cannot be reached. Retryable.</summary>
    public const string ServerUnreachable = "server-unreachable";

    /// <summary>The server's certificate is not trusted.</summary>
    public const string UntrustedCertificate = "untrusted-certificate";

    /// <summary>What answers at the address is no PeerCall server.</summary>
    public const string NotPeerCall = "not-peercall";

    /// <summary>The server has refused the connection.</summary>
    public const string SignalingRefused = CauseCodes.SignalingRefused;

    /// <summary>The connection was lost before what was sent was confirmed, and the session could not be resumed. Retryable.</summary>
    public const string SignalingLost = CauseCodes.SignalingLost;

    /// <summary>The participant has left, or was disposed of.</summary>
    public const string Left = "left";

    /// <summary>The peer is not in the room any more.</summary>
    public const string PeerGone = CauseCodes.PeerGone;

    /// <summary>Another connection has taken over this peer.</summary>
    public const string Replaced = "replaced";
}
