using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Server;

/// <summary>
/// From clients to peers: ChannelData and Send indications. Nothing here is answered, whatever is wrong with it (RFC 8656 §11.2, §12.6). A live channel
/// is enough to send; the permission is asked for where the peer's data comes back.
/// </summary>
internal sealed class ClientData(TurnServerShared shared)
{
    /// <summary>Passes ChannelData on.</summary>
    public void RelayChannelData(Allocation? allocation, ReadOnlySpan<byte> message, TimeSpan now)
    {
        if (!ChannelData.TryRead(message, out var number, out var data))
            shared.Events.Dropped(TurnDrop.Malformed);
        else if (allocation is null)
            shared.Events.Dropped(TurnDrop.NoPermission);
        else if (allocation.Channels.Find(number) is { } channel && now < channel.Expires && IsStillThere(channel))
            Send(allocation, channel.Relayed, channel.Peer, data, now);
        else
            Drop(allocation);
    }

    /// <summary>Passes the data of a Send indication on (RFC 8656 §11.2).</summary>
    public void RelaySendIndication(Allocation? allocation, in StunMessage message, TimeSpan now)
    {
        Span<ushort> unknown = stackalloc ushort[1];
        if (!message.TryGetBytes(StunAttributeType.Data, out var data)
            || !message.TryGet(StunAttributes.XorPeerAddress, out var peer)
            || message.UnknownAttributes(UnderstoodAttributes.All, unknown) > 0)
        {
            shared.Events.Dropped(TurnDrop.Malformed);
        }
        else if (allocation is null)
        {
            shared.Events.Dropped(TurnDrop.NoPermission);
        }
        else if (!allocation.Permissions.IsLive(in peer, now) || allocation.RelayedFor(in peer) is not { } relayed)
        {
            Drop(allocation);
        }
        else if (shared.Peers.Peer(in peer) is var verdict and not (PeerAddressVerdict.Allowed or PeerAddressVerdict.AllowedRelayed))
        {
            // The permission is for an address; only here is it known which port.
            shared.Events.PeerDenied(allocation.Facts, in peer, verdict, isProven: false);
            Drop(allocation);
        }
        else
        {
            Send(allocation, relayed, in peer, data, now);
        }
    }

    private void Send(Allocation allocation, RelayedTransportAddress relayed, in TransportAddress peer, ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (allocation.Meter.TryCountToPeer(data.Length, now))
            relayed.Socket.Send(in peer, data);
        else
            shared.Events.Dropped(TurnDrop.Bandwidth);
    }

    /// <summary>A peer that is a relayed transport address may have ended since it was bound, and its port may be somebody else's: it is looked up when any has ended.</summary>
    private bool IsStillThere(ChannelBinding channel)
    {
        if (!channel.PeerIsRelayed)
            return true;
        var version = shared.LiveRelayed.Version;
        if (channel.PeerSeenAt == version)
            return true;
        if (!shared.LiveRelayed.Contains(channel.Peer))
            return false;
        channel.PeerSeenAt = version;
        return true;
    }

    private void Drop(Allocation allocation)
    {
        allocation.Meter.CountDropped();
        shared.Events.Dropped(TurnDrop.NoPermission);
    }
}
