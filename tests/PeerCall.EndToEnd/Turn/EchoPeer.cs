using System.Net;
using System.Net.Sockets;

namespace PeerCall.EndToEnd.Turn;

/// <summary>A UDP peer on loopback that sends everything back to where it came from.</summary>
internal sealed class EchoPeer : IAsyncDisposable
{
    private readonly UdpClient _socket;
    private readonly Task _echoing;

    public EchoPeer(IPAddress address)
    {
        _socket = new UdpClient(new IPEndPoint(address, 0));
        _echoing = Echo();
    }

    public IPEndPoint Address => (IPEndPoint)_socket.Client.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _echoing;
    }

    private async Task Echo()
    {
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync();
                await _socket.SendAsync(received.Buffer, received.RemoteEndPoint);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            // The end of the test.
        }
    }
}
