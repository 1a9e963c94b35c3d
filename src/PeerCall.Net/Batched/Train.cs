using System.Runtime.InteropServices;
using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary>One datagram of the queue: the pieces of memory it is made of, and the next of its train.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct QueuedDatagram
{
    public IoVector First;

    /// <summary>Second piece; of length 0 if the first is all.</summary>
    public IoVector Second;

    /// <summary>Index of the next datagram; -1: none.</summary>
    public int Next;
}

/// <summary>Datagrams of a socket that may leave as one: same destination, same size but for the last.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Train
{
    public TransportAddress Destination;

    /// <summary>Local address to send from; the default leaves it to the system.</summary>
    public TransportAddress Source;

    /// <summary>Index of the first datagram.</summary>
    public int First;

    /// <summary>Index of the last datagram.</summary>
    public int Last;

    /// <summary>Index of the socket's next train; -1: none.</summary>
    public int Next;

    /// <summary>Datagrams.</summary>
    public int Count;

    /// <summary>Bytes in all.</summary>
    public int Length;

    /// <summary>Bytes of each datagram but the last.</summary>
    public int Segment;

    /// <summary>Whether it takes more.</summary>
    public bool IsOpen;
}
