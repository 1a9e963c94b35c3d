using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PeerCall.EndToEnd.Turn;

/// <summary>A TCP connection on loopback of which only matters how long the server keeps it.</summary>
internal sealed class TcpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly long _opened;

    /// <summary>Connects with 127.0.0.1.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="from">An address of 127.0.0.0/8; null: 127.0.0.1.</param>
    public TcpConnection(int port, IPAddress? from = null)
    {
        _socket.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        _socket.Connect(IPAddress.Loopback, port);
        _opened = Stopwatch.GetTimestamp();
    }

    /// <summary>Sends; to a closed connection in vain.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _socket.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // Whoever waits for the end sees it.
        }
    }

    /// <summary>Waits until the server closes.</summary>
    /// <returns>How long that took since the connection was made, and what was received.</returns>
    public async Task<(TimeSpan After, int Received)> Closed(CancellationToken limit)
    {
        var buffer = new byte[256];
        var received = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer, limit) is > 0 and var count)
                received += count;
        }
        catch (SocketException)
        {
            // Reset: closed as well.
        }
        return (Stopwatch.GetElapsedTime(_opened), received);
    }

    public void Dispose() => _socket.Dispose();
}
