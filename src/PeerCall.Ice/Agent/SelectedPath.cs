using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>The pair that carries data.</summary>
/// <param name="PairId">Its name in statistics.</param>
/// <param name="BaseId">The base to send from.</param>
/// <param name="Destination">The address to send to.</param>
/// <param name="LocalType">Type of this end's candidate.</param>
/// <param name="RemoteType">Type of the other end's candidate, as far as this end knows it.</param>
public sealed record SelectedPath(string PairId, int BaseId, TransportAddress Destination, CandidateType LocalType, CandidateType RemoteType);
