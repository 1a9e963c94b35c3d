using System.Net;
using System.Net.Sockets;
using PeerCall.Server.Web;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>What this machine knows of its place in the network.</summary>
internal interface ILocalNetwork
{
    /// <summary>The addresses of the interfaces that lead somewhere.</summary>
    IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>Whether a socket can be bound to this address.</summary>
    bool Has(IPAddress address);

    /// <summary>The address that packets to the world leave from; null if there is no way out and no other machine in reach.</summary>
    IPAddress? WayOut(AddressFamily family);

    /// <summary>The addresses of a name; none if it has none or nobody can be asked.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation);
}

/// <summary>The machine's own.</summary>
internal sealed class LocalNetwork : ILocalNetwork
{
    /// <summary>Addresses of root name servers (a, IPv4 and IPv6): surely not in any local network. Nothing is sent to them.</summary>
    private static readonly IPAddress FarV4 = IPAddress.Parse("198.41.0.4");
    private static readonly IPAddress FarV6 = IPAddress.Parse("2001:503:ba3e::2:30");

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> Addresses => LocalAddresses.Reachable();

    /// <inheritdoc/>
    public bool Has(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public IPAddress? WayOut(AddressFamily family)
    {
        try
        {
            // Connecting a UDP socket asks the routing table and sends nothing.
            using var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(family is AddressFamily.InterNetwork ? FarV4 : FarV6, 9));
            if (socket.LocalEndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address))
                return address;
        }
        catch (SocketException)
        {
            // No route: a network without a way out still has neighbours.
        }
        return Addresses.FirstOrDefault(address => address.AddressFamily == family);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(name, cancellation);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
