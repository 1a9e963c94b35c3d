using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>UNKNOWN-ATTRIBUTES (RFC 8489 §14.13): attribute types of 16 bits, one behind the other.</summary>
internal static class UnknownAttributesValue
{
    public static bool TryRead(ReadOnlySpan<byte> bytes, Span<ushort> types, out int count)
    {
        count = 0;
        if ((bytes.Length & 1) != 0)
            return false;
        for (; count < types.Length && bytes.Length > 0; bytes = bytes[2..])
            types[count++] = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return true;
    }

    public static int Write(Span<byte> destination, ReadOnlySpan<ushort> types)
    {
        for (var i = 0; i < types.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(destination[(2 * i)..], types[i]);
        return 2 * types.Length;
    }
}
