using System.Net;
using System.Net.Sockets;
using PeerCall.Net;
using PeerCall.Stun;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>UDP: a socket and a loop of its own.</summary>
internal sealed class UdpPath : ClientPath, IUdpReceiver
{
    private readonly TransportAddress _server;
    private readonly UdpLoop _loop;
    private UdpSocket? _socket;
    private TurnClient? _client;

    private UdpPath(TransportAddress server, TimeProvider clock)
    {
        _server = server;
        _loop = UdpLoop.Start(new UdpLoopOptions { Name = "turn client", Clock = clock, OnDeadline = Advance });
    }

    /// <summary>Opens a socket on a port of the system's choice, at the given local address or the one that leads to the server.</summary>
    public static UdpPath? TryOpen(in TransportAddress server, IPAddress? local, TimeProvider clock, out SocketError error)
    {
        error = SocketError.NetworkUnreachable;
        local ??= FindLocalAddress(server);
        if (local is null)
            return null;
        var path = new UdpPath(server, clock);
        using (path._loop.Enter())
            path._socket = path._loop.Open(new UdpBinding(TransportAddress.From(local, 0)), path, out error);
        if (path._socket is not null)
            return path;
        path._loop.Dispose();
        return null;
    }

    public override void Start(TurnClient client)
    {
        using (_loop.Enter())
            _client = client;
    }

    public override void Run<T>(T state, Action<TurnClient, T, TimeSpan> action)
    {
        using (_loop.Enter())
        {
            action(_client!, state, _loop.Now);
            SetDeadline();
        }
    }

    public override TurnSendResult Send(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        using (_loop.Enter())
        {
            var result = _client!.Send(peer, data, _loop.Now);
            SetDeadline();
            return result;
        }
    }

    public override void Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => _socket!.Send(_server, default, header, payload);

    public void Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now)
    {
        // The socket is open to the whole network; the machine hears its server alone.
        if (_client is null || source != _server)
            return;
        _client.Receive(data, now);
        SetDeadline();
    }

    public override ValueTask DisposeAsync()
    {
        _loop.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks the routing table; nothing is sent. Bound to one address a socket takes nothing that was meant for another.</summary>
    private static IPAddress? FindLocalAddress(in TransportAddress server)
    {
        try
        {
            using var probe = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(server.ToIPEndPoint());
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private void Advance(TimeSpan now)
    {
        try
        {
            _client?.Advance(now);
        }
        finally
        {
            // The loop has cleared it; a callback that throws must not stop the clock.
            SetDeadline();
        }
    }

    private void SetDeadline() => _loop.Deadline = _client?.Deadline ?? TimeSpan.MaxValue;
}
