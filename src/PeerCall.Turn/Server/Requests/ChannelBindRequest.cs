using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Server;

/// <summary>What a ChannelBind asks for (RFC 8656 §12.1).</summary>
/// <param name="Number">0x4000 to 0x4FFF.</param>
/// <param name="Peer">The peer.</param>
internal readonly record struct ChannelBindRequest(ushort Number, TransportAddress Peer)
{
    /// <summary>Reads it.</summary>
    public static StunError? TryRead(in StunMessage message, out ChannelBindRequest request)
    {
        request = default;
        if (!message.TryGet(StunAttributes.ChannelNumber, out var number) || !message.TryGet(StunAttributes.XorPeerAddress, out var peer))
            return StunErrors.BadRequest;
        if (!ChannelData.IsChannel(number))
            return StunErrors.BadRequest;
        request = new ChannelBindRequest(number, peer);
        return null;
    }
}
