using PeerCall.Stun;

namespace PeerCall.Net;

/// <summary>Takes what arrives at a socket. Called on the loop's thread, or under its gate; must not block and must not throw.</summary>
public interface IUdpReceiver
{
    /// <summary>One datagram.</summary>
    /// <param name="socket">Where it arrived.</param>
    /// <param name="source">Who sent it.</param>
    /// <param name="local">The address it was sent to; with port. On a socket bound to one address it is that one.</param>
    /// <param name="data">The datagram. What is sent from it in this call is not copied; afterwards the bytes are overwritten.</param>
    /// <param name="now">The loop's time, read once a batch.</param>
    void Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now);
}
