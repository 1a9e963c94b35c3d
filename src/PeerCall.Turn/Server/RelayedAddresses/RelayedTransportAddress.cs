using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>A relayed transport address (RFC 8656 §3.2) and what stands for it here.</summary>
/// <param name="Address">As the client was told.</param>
/// <param name="Socket">Its socket.</param>
/// <param name="Ports">Where its port goes back to.</param>
internal sealed record RelayedTransportAddress(TransportAddress Address, IRelaySocket Socket, RelayPorts Ports);
