using System.Net;
using System.Net.Sockets;

namespace PeerCall.Peer.Probing;

/// <summary>Finds the addresses behind the host names of STUN and TURN servers.</summary>
internal static class ServerNames
{
    /// <summary>All of them, in the resolver's order; none if the name is not known.</summary>
    public static async Task<IPEndPoint[]> ResolveAsync(string host, int port, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [new IPEndPoint(literal, port)];
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancellation);
            return [.. found.Select(address => new IPEndPoint(address, port))];
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
