using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>Makes the transport of a connection.</summary>
/// <param name="options">The connection's.</param>
/// <param name="configuration">The changeable part of them, judged.</param>
/// <param name="events">Whom the transport tells.</param>
internal delegate IPeerTransport TransportFactory(PeerConnectionOptions options, TransportConfiguration configuration, IPeerTransportEvents events);
