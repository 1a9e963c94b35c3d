using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Net.Portable;

/// <summary>
/// A socket of a <see cref="PortableUdpLoop"/>. The framework cannot say which local address a datagram is to leave from, and tells which it
/// was sent to only by allocating. So a socket bound to the any-address asks once for each local address that is spoken to, opens a second socket
/// bound to exactly that one, which from then on gets that address's datagrams, and answers through it. Where that is refused, and where the
/// port is shared between loops, the system chooses the address that answers leave from.
/// </summary>
internal sealed class PortableUdpSocket : UdpSocket
{
    // More local addresses than this are served by the first socket alone.
    private const int MostAddresses = 64;

    private readonly PortableUdpLoop _loop;
    private readonly PortableChannel _channel;
    private readonly Socket _socket;
    private readonly List<ServedAddress> _served = [];
    private readonly bool _servesAddresses;
    private readonly int _bufferBytes;
    private bool _isClosed;

    private PortableUdpSocket(PortableUdpLoop loop, Socket socket, in UdpBinding binding, IUdpReceiver receiver)
    {
        var isAny = ((IPEndPoint)socket.LocalEndPoint!).Address is var address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        _loop = loop;
        _socket = socket;
        _servesAddresses = isAny && !binding.ReusePort;
        _bufferBytes = binding.BufferBytes;
        _channel = new PortableChannel(loop, this, socket, isAny);
        Receiver = receiver;
    }

    /// <inheritdoc/>
    public override TransportAddress LocalAddress => _channel.LocalAddress;

    /// <summary>Who takes what arrives.</summary>
    internal IUdpReceiver Receiver { get; }

    /// <summary>Opens one.</summary>
    internal static PortableUdpSocket? Open(PortableUdpLoop loop, in UdpBinding binding, IUdpReceiver receiver, out SocketError error)
    {
        if (PortableBinding.Bind(in binding, out error) is not { } socket)
            return null;
        var opened = new PortableUdpSocket(loop, socket, in binding, receiver);
        opened._channel.Start();
        return opened;
    }

    /// <inheritdoc/>
    public override void Send(in TransportAddress destination, in TransportAddress source, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        if (_isClosed || destination.AddressFamily != LocalAddress.AddressFamily || destination.Port == 0)
            return;
        Through(in source).Send(in destination, header.IsEmpty ? payload : payload.IsEmpty ? header : _loop.Join(header, payload));
    }

    /// <inheritdoc/>
    public override bool TrySendUnfragmented(in TransportAddress destination, ReadOnlySpan<byte> datagram) => false;

    /// <inheritdoc/>
    public override void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _channel.Close();
        foreach (var served in _served)
            served.Channel?.Close();
        _loop.Remove(this);
    }

    /// <summary>Sees to it that a local address that was spoken to has a socket of its own.</summary>
    internal void ServeAddress(in TransportAddress local)
    {
        if (!_servesAddresses || _served.Count == MostAddresses || _isClosed)
            return;
        foreach (var served in _served)
        {
            if (served.Address == local)
                return;
        }
        var socket = PortableBinding.BindBeside(_socket, in local, _bufferBytes);
        var channel = socket is null ? null : new PortableChannel(_loop, this, socket, learnsLocalAddress: false);
        _served.Add(new ServedAddress(local, channel));
        channel?.Start();
    }

    private PortableChannel Through(in TransportAddress source)
    {
        if (!source.IsNone)
        {
            foreach (var served in _served)
            {
                if (served.Channel is not null && served.Address.HasSameAddress(in source))
                    return served.Channel;
            }
        }
        return _channel;
    }

    // Without a channel: the system refused it, and is not asked again.
    private readonly record struct ServedAddress(TransportAddress Address, PortableChannel? Channel);
}
