namespace PeerCall.Rtc.Dtls;

/// <summary>The library that DTLS needs is missing or too old. The message is one sentence that says what to do.</summary>
public sealed class DtlsUnavailableException : Exception
{
    /// <summary>Without a cause.</summary>
    public DtlsUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public DtlsUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With a general message.</summary>
    public DtlsUnavailableException()
        : base("DTLS is not available on this machine.")
    {
    }
}
