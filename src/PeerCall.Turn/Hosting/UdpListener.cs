using PeerCall.Net;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Hosting;

/// <summary>A UDP socket that clients speak to; the way in and the way back.</summary>
internal sealed class UdpListener(TurnShard shard) : IUdpReceiver, IClientPath
{
    /// <summary>The socket. Set under the gate that opened it.</summary>
    public UdpSocket? Socket { get; set; }

    public void Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now) =>
        shard.ReceiveFromClient(new FiveTuple(ClientTransport.Udp, source, local), this, data, now);

    public void Send(in FiveTuple client, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        shard.Traffic.ToClient();
        Socket!.Send(client.Client, client.Server, header, payload);
    }
}
