using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>The transport that a program gets.</summary>
internal static class DefaultTransport
{
    public static IPeerTransport Create(PeerConnectionOptions options, TransportConfiguration configuration, IPeerTransportEvents events) =>
        throw new NotSupportedException("PeerTransport.Create comes with the transport.");
}
