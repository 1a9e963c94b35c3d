using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>Where an agent's datagrams go.</summary>
public interface IIceOutput
{
    /// <summary>
    /// Sends a datagram. It must not call the agent, and must not keep the span. Failure is silent: to the agent it is loss. From a relayed
    /// base it makes the permission that the relay needs (RFC 8656 §9): the other end's first check arrives because ours went out.
    /// </summary>
    /// <param name="baseId">The base to send from.</param>
    /// <param name="destination">Where to; without the interface of a link-local address, which the base knows.</param>
    /// <param name="datagram">The bytes.</param>
    void Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram);
}
