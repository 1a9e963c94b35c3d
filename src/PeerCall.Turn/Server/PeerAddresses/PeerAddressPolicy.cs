using System.Net;
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

/// <summary>Decides which peers the server relays to.</summary>
public sealed class PeerAddressPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="allowed">Networks that are allowed although they are special-purpose or the server's own.</param>
    /// <param name="denied">Networks that are denied, whatever else is said.</param>
    /// <param name="own">The server's own addresses.</param>
    /// <param name="relayed">The live relayed transport addresses.</param>
    public PeerAddressPolicy(IEnumerable<IPNetwork> allowed, IEnumerable<IPNetwork> denied, IEnumerable<IPAddress> own, IRelayedAddresses relayed)
    {
        throw new NotImplementedException();
    }

    /// <summary>Judges a peer with its port (ChannelBind, Send, and data on a channel to a relayed address).</summary>
    public PeerAddressVerdict Judge(in TransportAddress peer) => throw new NotImplementedException();

    /// <summary>Judges an IP address (CreatePermission): a relayed one is allowed whatever the port says.</summary>
    public PeerAddressVerdict JudgeAddress(in TransportAddress peer) => throw new NotImplementedException();
}
