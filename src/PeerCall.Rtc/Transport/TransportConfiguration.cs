namespace PeerCall.Rtc.Transport;

/// <summary>What of a connection's configuration its transport needs, already read and judged.</summary>
/// <param name="Servers">STUN and TURN servers.</param>
/// <param name="RelayOnly">Whether only relayed candidates may be used (<c>iceTransportPolicy: relay</c>).</param>
internal sealed record TransportConfiguration(IReadOnlyList<IceServer> Servers, bool RelayOnly);
