using PeerCall.Signaling.Messages;

namespace PeerCall.Server.IceServers;

/// <summary>ICE servers for one peer.</summary>
/// <param name="Servers">For <c>RTCConfiguration.iceServers</c>: one entry of STUN URLs, one of TURN URLs, either may be missing.</param>
/// <param name="ExpiresAt">When the TURN credentials end; null without.</param>
/// <param name="RenewAfter">When fresh ones should be sent (three quarters of the lifetime); null without.</param>
internal sealed record IceServerGrant(IReadOnlyList<IceServer> Servers, DateTimeOffset? ExpiresAt, DateTimeOffset? RenewAfter);
