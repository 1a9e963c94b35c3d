using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Network;

/// <summary>What a client is behind (RFC 4787 §4, §5).</summary>
public enum NatKind
{
    None,
    FullCone,
    AddressRestricted,
    PortRestricted,
    Symmetric,
    UdpBlocked,
}

/// <summary>A NAT with its inside.</summary>
internal sealed class Nat(VirtualNetwork network, NatKind kind, TransportAddress publicAddress) : INode
{
    private readonly Dictionary<(TransportAddress Inside, TransportAddress Remote), int> _ports = [];
    private readonly Dictionary<int, Mapping> _mappings = [];
    private readonly Dictionary<TransportAddress, Action<TransportAddress, byte[]>> _inside = [];
    private int _nextPort = 20_000;

    public void Attach(TransportAddress inside, Action<TransportAddress, byte[]> receive) => _inside[inside] = receive;

    public void Detach(TransportAddress inside) => _inside.Remove(inside);

    /// <summary>The NAT forgets all: as after a restart, or a change of its address.</summary>
    public void Rebind()
    {
        _ports.Clear();
        _mappings.Clear();
        _nextPort += 1_000;
    }

    public void Send(TransportAddress inside, TransportAddress destination, byte[] datagram)
    {
        if (_inside.TryGetValue(destination, out var neighbour))
        {
            network.After(TimeSpan.FromMilliseconds(1), () => neighbour(inside, datagram));
            return;
        }
        if (kind is NatKind.UdpBlocked)
            return;
        if (kind is NatKind.None)
        {
            network.Transmit(inside, destination, datagram);
            return;
        }
        var key = (inside, kind is NatKind.Symmetric ? destination : default);
        if (!_ports.TryGetValue(key, out var port))
        {
            _ports[key] = port = _nextPort++;
            _mappings[port] = new Mapping(inside, []);
        }
        _mappings[port].Contacted.Add(destination);
        network.Transmit(publicAddress.WithPort(port), destination, datagram);
    }

    public void Deliver(TransportAddress source, TransportAddress destination, byte[] datagram)
    {
        if (kind is NatKind.None)
        {
            if (_inside.TryGetValue(destination, out var direct))
                direct(source, datagram);
            return;
        }
        if (!_mappings.TryGetValue(destination.Port, out var mapping))
            return;
        var isAllowed = kind switch
        {
            NatKind.FullCone => true,
            NatKind.AddressRestricted => mapping.Contacted.Any(c => c.HasSameAddress(source)),
            _ => mapping.Contacted.Contains(source),
        };
        if (isAllowed && _inside.TryGetValue(mapping.Inside, out var receive))
            receive(source, datagram);
    }

    private sealed record Mapping(TransportAddress Inside, HashSet<TransportAddress> Contacted);
}
