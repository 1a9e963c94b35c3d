using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Says whether a peer may be relayed to.</summary>
internal delegate PeerAddressVerdict PeerAddressJudge(in TransportAddress peer);

/// <summary>The two questions that the server asks of a <see cref="PeerAddressPolicy"/>, so that a test may answer them.</summary>
/// <param name="Peer">Judges a transport address: ChannelBind, Send.</param>
/// <param name="Address">Judges an IP address: CreatePermission.</param>
internal sealed record PeerJudgement(PeerAddressJudge Peer, PeerAddressJudge Address);
