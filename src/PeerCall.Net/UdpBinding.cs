using PeerCall.Stun;

namespace PeerCall.Net;

/// <summary>How to open a UDP socket.</summary>
/// <param name="Address">Address and port to bind to; the any-address and port 0 are fine. IPv6 sockets take no IPv4.</param>
public readonly record struct UdpBinding(TransportAddress Address)
{
    /// <summary>Whether the sockets of several loops share the port (SO_REUSEPORT): the system spreads clients over them, each always to the same one. Linux only. Default: false.</summary>
    public bool ReusePort { get; init; }

    /// <summary>
    /// Bytes that may wait to be read (SO_RCVBUF) and to be sent; the system may give less (on Linux <c>net.core.rmem_max</c> and <c>wmem_max</c>, unless
    /// the process has CAP_NET_ADMIN). Default: 0, the system's own.
    /// </summary>
    public int BufferBytes { get; init; }
}
