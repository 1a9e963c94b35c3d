namespace PeerCall.Server;

/// <summary>
/// The program cannot start, for a reason that its operator can mend. The message is one sentence that names the key
/// and what it expects; it is all that is shown (on standard error, exit code 2).
/// </summary>
public sealed class StartupFaultException : Exception
{
    /// <summary>With its sentence and its cause.</summary>
    public StartupFaultException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With its sentence.</summary>
    public StartupFaultException(string message)
        : base(message)
    {
    }

    /// <summary>With a general sentence.</summary>
    public StartupFaultException()
        : base("The server cannot start.")
    {
    }
}
