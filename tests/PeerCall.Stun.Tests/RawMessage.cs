using System.Buffers.Binary;

namespace PeerCall.Stun.Tests;

/// <summary>Puts messages together byte by byte, also such as no writer would.</summary>
internal static class RawMessage
{
    public static readonly TransactionId Id = new(0xB7E7A701, 0xBC34D686FA87DFAE);

    /// <summary>A Binding request with these bytes behind its header.</summary>
    public static byte[] Request(params ReadOnlySpan<byte[]> parts) => OfType(0x0001, parts);

    public static byte[] OfType(ushort type, params ReadOnlySpan<byte[]> parts)
    {
        byte[] body = [.. parts.ToArray().SelectMany(p => p)];
        var message = new byte[StunHeader.Length + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, type);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), StunHeader.MagicCookie);
        Id.Write(message.AsSpan(8));
        body.CopyTo(message, StunHeader.Length);
        return WithLength(message, body.Length);
    }

    /// <summary>An attribute with zero padding.</summary>
    public static byte[] Attribute(StunAttributeType type, params byte[] value) => Attribute((ushort)type, value);

    public static byte[] Attribute(ushort type, params byte[] value)
    {
        var bytes = new byte[4 + ((value.Length + 3) & ~3)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, type);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)value.Length);
        value.CopyTo(bytes, 4);
        return bytes;
    }

    /// <summary>The same with another length in its header.</summary>
    public static byte[] WithLength(byte[] message, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)length);
        return message;
    }

    /// <summary>What a message has behind its integrity is appended here, and the header counts it.</summary>
    public static byte[] Append(byte[] message, params ReadOnlySpan<byte[]> parts)
    {
        byte[] longer = [.. message, .. parts.ToArray().SelectMany(p => p)];
        return WithLength(longer, longer.Length - StunHeader.Length);
    }

    public static StunFault Parse(byte[] bytes) => StunMessage.TryParse(bytes, out _);
}
