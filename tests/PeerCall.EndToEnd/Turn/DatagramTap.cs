using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PeerCall.EndToEnd.Turn;

/// <summary>Stands between one client and a UDP server on loopback, passes everything on and keeps it.</summary>
internal sealed class DatagramTap : IAsyncDisposable
{
    private readonly UdpClient _toClient = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly UdpClient _toServer = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentQueue<byte[]> _seen = [];
    private readonly Task _passing;
    private IPEndPoint? _client;

    public DatagramTap(int serverPort)
    {
        _toServer.Connect(IPAddress.Loopback, serverPort);
        _passing = Task.WhenAll(PassToServer(), PassToClient());
    }

    /// <summary>What the client takes for the server's port.</summary>
    public int Port => ((IPEndPoint)_toClient.Client.LocalEndPoint!).Port;

    /// <summary>What went either way, in the order of arrival.</summary>
    public IReadOnlyList<byte[]> Seen => [.. _seen];

    public async ValueTask DisposeAsync()
    {
        _toClient.Dispose();
        _toServer.Dispose();
        await _passing;
    }

    private async Task PassToServer()
    {
        try
        {
            while (true)
            {
                var received = await _toClient.ReceiveAsync();
                _seen.Enqueue(received.Buffer);
                _client = received.RemoteEndPoint;
                await _toServer.SendAsync(received.Buffer);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            // The end of the test.
        }
    }

    private async Task PassToClient()
    {
        try
        {
            while (true)
            {
                var received = await _toServer.ReceiveAsync();
                _seen.Enqueue(received.Buffer);
                await _toClient.SendAsync(received.Buffer, _client!);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            // The end of the test.
        }
    }
}
