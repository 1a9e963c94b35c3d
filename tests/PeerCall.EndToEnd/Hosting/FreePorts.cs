using System.Net;
using System.Net.Sockets;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>Ports that nobody holds at the moment, for UDP and TCP alike.</summary>
internal static class FreePorts
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>One free port; never the same twice in a run, so that two servers do not race for it.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                using var tcp = new TcpListener(IPAddress.Loopback, 0);
                tcp.Start();
                var port = ((IPEndPoint)tcp.LocalEndpoint).Port;
                if (IsFreeForUdp(port) && Given.Add(port))
                    return port;
            }
        }
    }

    private static bool IsFreeForUdp(int port)
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
