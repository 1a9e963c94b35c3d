using System.Buffers.Binary;
using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Server;

/// <summary>
/// From peers to clients (RFC 8656 §11.3, §12.7): as ChannelData where a channel is bound, as a Data indication otherwise, and only with a permission.
/// The peer's data is passed on where it lies. ICMP errors are not passed on: the sockets do not report them, and RFC 8656 §11.5 makes it optional.
/// </summary>
internal sealed class PeerData(TurnServerShared shared)
{
    /// <summary>Header, XOR-PEER-ADDRESS of IPv6, head of DATA.</summary>
    private const int MaxIndicationHead = StunHeader.Length + 24 + AttributeHead;
    private const int AttributeHead = 4;

    /// <summary>A Data indication whose DATA needs padding has to be in one piece.</summary>
    private readonly byte[] _indication = new byte[MaxIndicationHead + ushort.MaxValue + 3];

    /// <summary>Passes a peer's datagram on.</summary>
    public void Relay(Allocation allocation, in TransportAddress peer, ReadOnlySpan<byte> data, TimeSpan now)
    {
        var channel = allocation.Channels.FindPeer(in peer);
        if (channel is not null && now >= channel.Expires)
            channel = null;
        if (!(channel is not null ? IsPermitted(allocation, channel, now) : allocation.Permissions.IsLive(in peer, now)))
        {
            allocation.Meter.CountDropped();
            shared.Events.Dropped(TurnDrop.NoPermission);
        }
        else if (!allocation.Meter.TryCountFromPeer(data.Length, now))
        {
            shared.Events.Dropped(TurnDrop.Bandwidth);
        }
        else if (channel is not null)
        {
            Span<byte> header = stackalloc byte[ChannelData.HeaderLength];
            ChannelData.WriteHeader(header, channel.Number, data.Length);
            allocation.Path.Send(allocation.Client, header, data);
        }
        else
        {
            Indicate(allocation, in peer, data);
        }
    }

    private static bool IsPermitted(Allocation allocation, ChannelBinding channel, TimeSpan now)
    {
        if (now < channel.Permission.Expires)
            return true;
        if (allocation.Permissions.Find(channel.Peer) is not { } renewed || now >= renewed.Expires)
            return false;
        channel.Permission = renewed;
        return true;
    }

    private void Indicate(Allocation allocation, in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        // A transaction id that nobody could predict is asked of requests; an indication's is never looked at (RFC 8489 §5).
        var head = new StunWriter(_indication, StunMethod.Data, StunClass.Indication, new TransactionId(0, (ulong)allocation.Meter.Traffic.PacketsFromPeers));
        head.Add(StunAttributes.XorPeerAddress, peer);
        var padding = -data.Length & 3;
        var length = head.Length + AttributeHead;
        var body = length - StunHeader.Length + data.Length + padding;
        // What a STUN message has no room for cannot be told; no datagram of a sane size gets here.
        if (body > ushort.MaxValue)
        {
            shared.Events.Dropped(TurnDrop.Malformed);
            return;
        }
        BinaryPrimitives.WriteUInt16BigEndian(_indication.AsSpan(2), (ushort)body);
        BinaryPrimitives.WriteUInt16BigEndian(_indication.AsSpan(head.Length), (ushort)StunAttributeType.Data);
        BinaryPrimitives.WriteUInt16BigEndian(_indication.AsSpan(head.Length + 2), (ushort)data.Length);
        if (padding == 0)
        {
            allocation.Path.Send(allocation.Client, _indication.AsSpan(0, length), data);
            return;
        }
        data.CopyTo(_indication.AsSpan(length));
        _indication.AsSpan(length + data.Length, padding).Clear();
        allocation.Path.Send(allocation.Client, _indication.AsSpan(0, length + data.Length + padding), []);
    }
}
