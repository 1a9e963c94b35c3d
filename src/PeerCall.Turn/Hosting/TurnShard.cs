using System.Net.Sockets;
using PeerCall.Net;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Hosting;

/// <summary>
/// One loop, and the server for the clients that speak through it. Everything below happens under the loop's gate: on the loop, or between
/// <see cref="Enter"/> and its end.
/// </summary>
internal sealed class TurnShard : IRelaySockets, IDisposable
{
    /// <summary>A packet a microsecond fills this in 3 ms at 1,200 bytes: about as long as a busy loop may be away.</summary>
    private const int ListenerBufferBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly UdpLoop _loop;
    private readonly TurnServer _server;
    private readonly RelayAddresses _addresses;
    private readonly List<UdpListener> _listeners = [];
    private readonly Dictionary<FiveTuple, TurnStreamConnection> _streams = [];
    private TimeSpan _deadline = TimeSpan.MaxValue;

    public TurnShard(int number, TurnServerHostOptions options, TurnServerShared shared, RelayAddresses addresses)
    {
        _addresses = addresses;
        _server = new TurnServer(shared, this);
        _loop = UdpLoop.Start(new UdpLoopOptions
        {
            Name = $"turn {number}",
            OnDeadline = Advance,
            OnFault = options.OnFault,
            Portable = options.PortableLoops,
            Beat = Beat,
            RunsFirst = true,
        });
    }

    public ShardTraffic Traffic { get; } = new();

    public TimeSpan Silence => _loop.Silence;

    /// <summary>Opens a UDP socket for clients.</summary>
    /// <returns>What it is bound to, or the error.</returns>
    public TransportAddress Listen(in TransportAddress address, bool reusePort, out SocketError error)
    {
        using var scope = Enter();
        var listener = new UdpListener(this);
        var binding = new UdpBinding(address) { ReusePort = reusePort, BufferBytes = ListenerBufferBytes };
        listener.Socket = _loop.Open(in binding, listener, out error);
        if (listener.Socket is not { } socket)
            return default;
        _listeners.Add(listener);
        return socket.LocalAddress;
    }

    /// <summary>Closes the sockets for clients.</summary>
    public void StopListening()
    {
        using var scope = Enter();
        foreach (var listener in _listeners)
            listener.Socket!.Close();
        _listeners.Clear();
    }

    /// <summary>Takes the gate; not to be held across an await.</summary>
    public UdpLoop.Scope Enter() => _loop.Enter();

    public void ReceiveFromClient(in FiveTuple client, IClientPath path, ReadOnlySpan<byte> message, TimeSpan now)
    {
        _server.ReceiveFromClient(in client, path, message, now);
        FollowDeadline();
    }

    public void ReceiveFromPeer(Allocation allocation, in TransportAddress peer, ReadOnlySpan<byte> data, TimeSpan now)
    {
        Traffic.Arrives(data.Length);
        _server.ReceiveFromPeer(allocation, in peer, data, now);
        Traffic.HasArrived();
    }

    /// <summary>A TCP or TLS client is there.</summary>
    public void Connected(in FiveTuple client, TurnStreamConnection connection) => _streams[client] = connection;

    /// <summary>It is gone.</summary>
    public void Disconnected(in FiveTuple client, TurnStreamConnection connection)
    {
        if (!_streams.TryGetValue(client, out var known) || known != connection)
            return;
        _streams.Remove(client);
        _server.Disconnect(in client, _loop.Now);
        FollowDeadline();
    }

    /// <summary>A TCP or TLS client has got an allocation, or has lost it.</summary>
    public void AllocationChanged(in FiveTuple client, bool made)
    {
        if (_streams.TryGetValue(client, out var connection))
            connection.AllocationChanged(made);
    }

    /// <summary>The loop's time.</summary>
    public TimeSpan Now => _loop.Now;

    public IRelaySocket? TryOpen(in TransportAddress relayed)
    {
        var address = _addresses.ToBind(in relayed);
        if (address.IsNone)
            return null;
        var relay = new RelaySocket(this, _addresses);
        var binding = new UdpBinding(address);
        if (_loop.Open(in binding, relay, out _) is not { } socket)
            return null;
        relay.Opened(socket);
        return relay;
    }

    /// <summary>Ends all allocations and closes everything.</summary>
    public void Dispose()
    {
        using (Enter())
            _server.Stop(_loop.Now);
        _loop.Dispose();
    }

    private void Advance(TimeSpan now)
    {
        _server.Advance(now);
        FollowDeadline();
    }

    private void FollowDeadline()
    {
        var deadline = _server.Deadline;
        if (deadline == _deadline)
            return;
        _deadline = deadline;
        _loop.Deadline = deadline;
    }
}
