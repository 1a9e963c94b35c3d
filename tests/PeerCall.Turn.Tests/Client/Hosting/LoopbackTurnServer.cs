using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Client.Hosting;

/// <summary>A <see cref="FakeTurnServer"/> on real sockets of loopback, UDP and TCP on one port.</summary>
internal sealed class LoopbackTurnServer : IAsyncDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly Lock _gate = new();
    private readonly List<Task> _loops = [];

    public LoopbackTurnServer()
    {
        _tcp = ListenWhereUdpIsFree();
        Address = TransportAddress.From((IPEndPoint)_tcp.LocalEndpoint);
        _loops.Add(ServeUdp());
        _loops.Add(ServeTcp());
    }

    public FakeTurnServer Protocol { get; } = new();

    public TransportAddress Address { get; }

    /// <summary>Ports that clients have spoken from.</summary>
    public ConcurrentDictionary<int, bool> ClientPorts { get; } = new();

    /// <summary>Whether it hears and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What is said on a TCP connection in place of the first answer.</summary>
    public byte[]? Greeting { get; set; }

    public SeenRequest[] Seen(StunMethod method)
    {
        lock (_gate)
            return Protocol.Seen(method);
    }

    /// <summary>Sends a datagram to a client's port.</summary>
    public void SendTo(int port, byte[] datagram) => _udp.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, port));

    public void CloseConnections()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _udp.Dispose();
        _tcp.Dispose();
        CloseConnections();
        await Task.WhenAll(_loops.ToArray());
    }

    private async Task ServeUdp()
    {
        var buffer = new byte[65536];
        try
        {
            while (true)
            {
                var received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                ClientPorts.TryAdd(((IPEndPoint)received.RemoteEndPoint).Port, true);
                if (Answer(buffer.AsSpan(0, received.ReceivedBytes)) is { } response)
                    await _udp.SendToAsync(response, received.RemoteEndPoint);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeTcp()
    {
        try
        {
            while (true)
            {
                var connection = await _tcp.AcceptTcpClientAsync();
                connection.NoDelay = true;
                _connections.Add(connection);
                ClientPorts.TryAdd(((IPEndPoint)connection.Client.RemoteEndPoint!).Port, true);
                _loops.Add(Serve(connection));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task Serve(TcpClient connection)
    {
        using var framer = new StreamFramer(FrameLimits.Allocated);
        try
        {
            var stream = connection.GetStream();
            while (true)
            {
                var count = await stream.ReadAsync(framer.GetBuffer());
                if (count == 0)
                    return;
                framer.Received(count);
                while (TakeAnswer(framer, out var response))
                {
                    // A byte at a time: what the client reads is split everywhere.
                    foreach (var value in response ?? [])
                        await stream.WriteAsync(new[] { value });
                }
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has gone, or the test ends.
        }
    }

    private bool TakeAnswer(StreamFramer framer, out byte[]? response)
    {
        response = null;
        if (IsSilent || framer.TryRead(out var message) is not FrameStatus.Message)
            return false;
        response = Greeting ?? Answer(message);
        return true;
    }

    private byte[]? Answer(ReadOnlySpan<byte> message)
    {
        if (IsSilent)
            return null;
        lock (_gate)
            return Protocol.Receive(message.ToArray(), TimeSpan.FromTicks(Environment.TickCount64 * TimeSpan.TicksPerMillisecond));
    }

    /// <summary>The system gives a port that is free for TCP; somebody's UDP socket may have it.</summary>
    private TcpListener ListenWhereUdpIsFree()
    {
        while (true)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            try
            {
                _udp.Bind(tcp.LocalEndpoint);
                return tcp;
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                tcp.Dispose();
            }
        }
    }
}
