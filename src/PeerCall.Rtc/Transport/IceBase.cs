using PeerCall.Net;
using PeerCall.Stun;

namespace PeerCall.Rtc.Transport;

/// <summary>What candidates send from (RFC 8445 §4, base): a socket, or a relay. Under the gate of its loop.</summary>
internal abstract class IceBase(int id)
{
    /// <summary>Its number for the agent.</summary>
    public int Id { get; } = id;

    /// <summary>Sends a datagram; what cannot be sent is lost.</summary>
    public abstract void Send(in TransportAddress destination, ReadOnlySpan<byte> data, TimeSpan now);

    /// <summary>Sends a datagram that nobody on the way may cut into fragments; false where that cannot be asked for, or it is too long for this host's network.</summary>
    public virtual bool TrySendUnfragmented(in TransportAddress destination, ReadOnlySpan<byte> data) => false;
}

/// <summary>Takes what arrives at bases.</summary>
internal interface IIceBaseOwner
{
    /// <summary>A datagram came. Valid during the call only.</summary>
    void OnDatagram(int baseId, in TransportAddress source, ReadOnlySpan<byte> data, TimeSpan now);
}

/// <summary>The base of a host candidate: a socket bound to one address.</summary>
internal sealed class HostBase(int id, IIceBaseOwner owner) : IceBase(id), IUdpReceiver
{
    private UdpSocket? _socket;

    /// <summary>Address and port; the default value unless it is open.</summary>
    public TransportAddress Address { get; private set; }

    /// <summary>Opens it on a port of the system's choice, or on the first of a range that is free.</summary>
    public bool TryOpen(UdpLoop loop, in TransportAddress address, (int First, int Last)? ports, int bufferBytes)
    {
        var (port, last) = ports ?? (0, 0);
        for (; port <= last && _socket is null; port++)
            _socket = loop.Open(new UdpBinding(address.WithPort(port)) { BufferBytes = bufferBytes }, this, out _);
        if (_socket is null)
            return false;
        Address = address.WithPort(_socket.LocalAddress.Port);
        return true;
    }

    /// <inheritdoc/>
    public override void Send(in TransportAddress destination, ReadOnlySpan<byte> data, TimeSpan now) => _socket?.Send(Scoped(in destination), default, data, default);

    /// <inheritdoc/>
    public override bool TrySendUnfragmented(in TransportAddress destination, ReadOnlySpan<byte> data) => _socket?.TrySendUnfragmented(Scoped(in destination), data) is true;

    /// <summary>Closes it.</summary>
    public void Close()
    {
        _socket?.Close();
        _socket = null;
    }

    private TransportAddress Scoped(in TransportAddress destination) => Address.ScopeId == 0 || destination.IPv6Bits >> 118 != 0x3FA
        ? destination
        : TransportAddress.FromIPv6(destination.IPv6Bits, destination.Port, Address.ScopeId);

    void IUdpReceiver.Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now) =>
        owner.OnDatagram(Id, in source, data, now);
}
