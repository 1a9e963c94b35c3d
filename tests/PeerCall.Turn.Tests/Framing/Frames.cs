using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Framing;

/// <summary>Messages as they stand on a stream.</summary>
internal static class Frames
{
    /// <summary>A Binding request with a SOFTWARE attribute of a length.</summary>
    public static byte[] Stun(int softwareLength = 0)
    {
        var buffer = new byte[StunHeader.Length + 4 + softwareLength + 3];
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, new TransactionId(1, 2));
        if (softwareLength > 0)
            writer.AddBytes(StunAttributeType.Software, new byte[softwareLength]);
        return writer.Written.ToArray();
    }

    /// <summary>ChannelData without padding, its data counting up.</summary>
    public static byte[] Channel(int length, ushort channel = 0x4001)
    {
        var bytes = new byte[4 + length];
        ChannelData.WriteHeader(bytes, channel, length);
        for (var i = 0; i < length; i++)
            bytes[4 + i] = (byte)i;
        return bytes;
    }

    /// <summary>Messages one after the other, padded.</summary>
    public static byte[] Stream(params byte[][] messages) =>
        [.. messages.SelectMany(static message => message.Concat(new byte[ChannelData.Padding(message.Length)]))];

    /// <summary>Feeds a framer in pieces and collects what it makes of them; null at the end: it broke.</summary>
    public static List<byte[]?> Feed(StreamFramer framer, ReadOnlySpan<byte> bytes, Func<int> pieceLength)
    {
        List<byte[]?> messages = [];
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, Math.Max(1, pieceLength()))];
            var room = framer.GetBuffer().Span;
            piece = piece[..Math.Min(piece.Length, room.Length)];
            piece.CopyTo(room);
            framer.Received(piece.Length);
            bytes = bytes[piece.Length..];
            FrameStatus status;
            while ((status = framer.TryRead(out var message)) is FrameStatus.Message)
                messages.Add(message.ToArray());
            if (status is FrameStatus.Broken)
            {
                messages.Add(null);
                break;
            }
        }
        return messages;
    }
}
