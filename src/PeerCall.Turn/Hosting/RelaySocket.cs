using PeerCall.Net;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Hosting;

/// <summary>The UDP socket of a relayed transport address; it lives on the loop of the shard that opened it.</summary>
internal sealed class RelaySocket(TurnShard shard, RelayAddresses addresses) : IRelaySocket, IUdpReceiver
{
    private UdpSocket? _socket;
    private bool _isClosed;

    public Allocation? Allocation { get; set; }

    /// <summary>Set once the socket is open; under the gate, before anything can arrive.</summary>
    public void Opened(UdpSocket socket)
    {
        _socket = socket;
        addresses.Opened(socket.LocalAddress);
    }

    public void Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (Allocation is { } allocation)
            shard.ReceiveFromPeer(allocation, addresses.ToPublic(in source), data, now);
    }

    public void Send(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        shard.Traffic.ToPeers(data.Length);
        _socket!.Send(addresses.ToLocal(in peer), source: default, header: default, data);
    }

    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        addresses.Closed(_socket!.LocalAddress);
        _socket.Close();
    }
}
