using PeerCall.Stun;

namespace PeerCall.Net;

/// <summary>A UDP socket of a <see cref="UdpLoop"/>. Its methods are called under the loop's gate: from a receiver, or inside <see cref="UdpLoop.Enter"/>.</summary>
public abstract class UdpSocket
{
    /// <summary>What it is bound to, with the port that the system chose.</summary>
    public abstract TransportAddress LocalAddress { get; }

    /// <summary>
    /// Queues a datagram made of two parts; it leaves when the batch ends. Datagrams of a socket to one destination keep their order. What the
    /// system does not take at once is lost, as UDP may: nothing is kept for later.
    /// </summary>
    /// <param name="destination">Where to. Nothing is sent to the other family, or to port 0.</param>
    /// <param name="source">The local address to send from, where the socket is bound to the any-address; the default leaves it to the system.</param>
    /// <param name="header">First part; copied. Up to 64 bytes are cheapest.</param>
    /// <param name="payload">Second part, may be empty. Copied too, unless it lies in the datagram that is just being received.</param>
    public abstract void Send(in TransportAddress destination, in TransportAddress source, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload);

    /// <summary>
    /// Sends a datagram at once that no host on the way may cut into fragments (RFC 8899 §4.1): what comes of it tells whether the path carries so much. Those
    /// that <see cref="Send"/> queues may be cut, before and after.
    /// </summary>
    /// <returns>False where the system has no such thing, or its own network carries less.</returns>
    public abstract bool TrySendUnfragmented(in TransportAddress destination, ReadOnlySpan<byte> datagram);

    /// <summary>Closes it, after what is queued has left. Its receiver is not called again. Idempotent.</summary>
    public abstract void Close();
}
