namespace PeerCall.Rtc;

/// <summary>What went wrong, in the names that W3C gives to its exceptions: stable values for programs.</summary>
public enum RtcErrorCode
{
    /// <summary><c>InvalidStateError</c>: not now, or not any more.</summary>
    InvalidState,

    /// <summary><c>InvalidAccessError</c>: the description can be read, and asks for what is not possible.</summary>
    InvalidAccess,

    /// <summary><c>InvalidModificationError</c>: the description is not the one that was made, or the configuration cannot be changed so.</summary>
    InvalidModification,

    /// <summary><c>OperationError</c>: what was given does not fit.</summary>
    Operation,

    /// <summary><c>SyntaxError</c>: it cannot be read.</summary>
    Syntax,
}

/// <summary>A call on a <see cref="PeerConnection"/> could not be carried out; nothing has changed.</summary>
public sealed class RtcException : Exception
{
    /// <summary>With its code.</summary>
    public RtcException(RtcErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>With a message.</summary>
    public RtcException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public RtcException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With a general message.</summary>
    public RtcException()
        : base("The peer connection could not do what was asked.")
    {
    }

    /// <summary>For programs. Default <see cref="RtcErrorCode.InvalidState"/>.</summary>
    public RtcErrorCode Code { get; }

    /// <summary>Line of the SDP that cannot be read, from 1; null if the error is not about one (W3C <c>sdpLineNumber</c>).</summary>
    public int? SdpLineNumber { get; init; }
}
