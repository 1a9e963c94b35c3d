using System.Net;
using System.Net.Sockets;

namespace PeerCall.Turn.Hosting;

/// <summary>A TURN server cannot listen where it is told to.</summary>
public sealed class TurnListenException : Exception
{
    /// <summary>For no known reason.</summary>
    public TurnListenException()
    {
    }

    /// <summary>With a message of its own.</summary>
    public TurnListenException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of its own, and what it comes from.</summary>
    public TurnListenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For one address.</summary>
    public TurnListenException(IPEndPoint address, SocketError error)
        : base($"Cannot listen at {address} ({error}).")
    {
        Address = address;
        Error = error;
    }

    /// <summary>The address; null if it is not known.</summary>
    public IPEndPoint? Address { get; }

    /// <summary>Why.</summary>
    public SocketError Error { get; }
}
