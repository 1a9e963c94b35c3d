using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>Makes the transport of a connection.</summary>
/// <param name="options">The connection's.</param>
/// <param name="configuration">The changeable part of them, judged.</param>
/// <param name="events">Whom the transport tells.</param>
internal delegate MadeTransport TransportFactory(PeerConnectionOptions options, TransportConfiguration configuration, IPeerTransportEvents events);

/// <summary>A transport.</summary>
/// <param name="Transport">It.</param>
/// <param name="Owned">What goes with it when it has ended: a certificate that was made for it alone; null if nothing does.</param>
internal readonly record struct MadeTransport(IPeerTransport Transport, IDisposable? Owned = null);
