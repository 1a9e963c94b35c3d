namespace PeerCall.Peer.Engine;

/// <summary>The engine in use cannot do this; another one can.</summary>
public sealed class EngineNotSupportedException : NotSupportedException
{
    /// <summary>Says what, and by which engine.</summary>
    public EngineNotSupportedException(string what, string engine)
        : base($"{what}: not supported by the {engine} engine.")
    {
    }

    /// <summary>With a message.</summary>
    public EngineNotSupportedException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public EngineNotSupportedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With a general message.</summary>
    public EngineNotSupportedException()
        : base("Not supported by this engine.")
    {
    }
}
