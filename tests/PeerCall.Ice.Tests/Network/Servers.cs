using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Network;

/// <summary>A STUN server.</summary>
internal sealed class StunNode(VirtualNetwork network) : INode
{
    public static readonly TransportAddress Address = Addresses.Of("198.51.100.1:3478");

    public void Deliver(TransportAddress source, TransportAddress destination, byte[] datagram)
    {
        if (StunMessage.TryParse(datagram, out var request) is not StunFault.None || request.Class is not StunClass.Request)
            return;
        var writer = new StunWriter(new byte[128], StunMethod.Binding, StunClass.SuccessResponse, request.TransactionId);
        writer.Add(StunAttributes.XorMappedAddress, source);
        network.Transmit(destination, source, writer.Written.ToArray());
    }
}

/// <summary>A relay with permissions by IP address (RFC 8656 §9); clients reach it by TCP, so that nothing is lost on that way.</summary>
internal sealed class RelayNode(VirtualNetwork network) : INode
{
    public static readonly TransportAddress Address = Addresses.Of("198.51.100.2:3478");

    private readonly Dictionary<int, Allocation> _allocations = [];
    private int _nextPort = 49_160;

    public TransportAddress Allocate(Action<TransportAddress, byte[]> receive)
    {
        var port = _nextPort++;
        _allocations[port] = new Allocation([], receive);
        return Address.WithPort(port);
    }

    public void Release(TransportAddress relayed) => _allocations.Remove(relayed.Port);

    public void Send(TransportAddress relayed, TransportAddress destination, byte[] datagram)
    {
        if (!_allocations.TryGetValue(relayed.Port, out var allocation))
            return;
        allocation.Permissions.Add(destination.WithPort(0));
        network.After(network.Delay(), () => network.Transmit(relayed, destination, datagram));
    }

    public void Deliver(TransportAddress source, TransportAddress destination, byte[] datagram)
    {
        if (_allocations.TryGetValue(destination.Port, out var allocation) && allocation.Permissions.Contains(source.WithPort(0)))
            network.After(network.Delay(), () => allocation.Receive(source, datagram));
    }

    private sealed record Allocation(HashSet<TransportAddress> Permissions, Action<TransportAddress, byte[]> Receive);
}

internal static class Addresses
{
    public static TransportAddress Of(string text) => TransportAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
