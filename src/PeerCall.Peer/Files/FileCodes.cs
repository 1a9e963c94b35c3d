namespace PeerCall.Peer;

/// <summary>Why a file was not transferred: codes of <c>decline</c> and <c>cancel</c> (docs/protocol.md, section 11.1), and of <see cref="PeerCallException.Code"/>.</summary>
public static class FileCodes
{
    /// <summary>The receiver does not want it.</summary>
    public const string Declined = "declined";

    /// <summary>It is larger than the receiver takes.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The receiver has no space for it.</summary>
    public const string NoSpace = "no-space";

    /// <summary>The receiver has too many open offers. Retryable.</summary>
    public const string Busy = "busy";

    /// <summary>Somebody has stopped it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>What arrived is not what was sent.</summary>
    public const string Corrupt = "corrupt";

    /// <summary>The sender cannot read the file.</summary>
    public const string ReadFailed = "read-failed";

    /// <summary>The receiver cannot write it.</summary>
    public const string WriteFailed = "write-failed";

    /// <summary>The other end does not keep to the protocol.</summary>
    public const string Invalid = "invalid";

    /// <summary>The connection was lost and did not come back.</summary>
    public const string Interrupted = "interrupted";

    internal static PeerCallException Fault(string code, bool isByPeer, Exception? inner = null) => new(code, code switch
    {
        Declined => "The other end does not want the file.",
        TooLarge => "The file is larger than the other end takes.",
        NoSpace => "There is no space left for the file.",
        Busy => "The other end has too many open offers: try again later.",
        Cancelled => isByPeer ? "The other end has stopped the transfer." : "The transfer was stopped.",
        Corrupt => "What arrived is not what was sent: send the file again.",
        ReadFailed => "The file could not be read.",
        WriteFailed => "The file could not be written.",
        Interrupted => "The connection was lost and did not come back: send the file again, and it goes on where it stopped.",
        _ => "The other end does not keep to the protocol.",
    }, isRetryable: code is Busy or Interrupted, inner);
}
