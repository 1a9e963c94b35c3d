using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Which relayed transport addresses are live; asked from several threads.</summary>
public interface IRelayedAddresses
{
    /// <summary>Whether this address and port is a live relayed transport address.</summary>
    bool Contains(in TransportAddress address);

    /// <summary>Whether relayed transport addresses have this IP address, whatever the port.</summary>
    bool ContainsAddress(in TransportAddress address);
}
