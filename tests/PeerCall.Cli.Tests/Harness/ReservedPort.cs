using System.Net;
using System.Net.Sockets;

namespace PeerCall.Cli.Tests.Harness;

/// <summary>A port of this machine that is taken, for UDP and TCP, and behind which nobody answers: UDP is not read, TCP is not listened on.</summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public ReservedPort()
    {
        _tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)_tcp.LocalEndPoint!).Port;
        _udp.Bind(new IPEndPoint(IPAddress.Loopback, Number));
    }

    public int Number { get; }

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
    }
}
