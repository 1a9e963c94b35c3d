using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>Numbers in network order; the smaller ones stand in front of bytes that are reserved: zero when sent, ignored when received.</summary>
internal static class NumberValue
{
    public static bool TryReadUInt32(ReadOnlySpan<byte> bytes, TransactionId transactionId, out uint value) =>
        BinaryPrimitives.TryReadUInt32BigEndian(bytes, out value) && bytes.Length == 4;

    public static int WriteUInt32(Span<byte> destination, uint value, TransactionId transactionId)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, value);
        return 4;
    }

    public static bool TryReadUInt64(ReadOnlySpan<byte> bytes, TransactionId transactionId, out ulong value) =>
        BinaryPrimitives.TryReadUInt64BigEndian(bytes, out value) && bytes.Length == 8;

    public static int WriteUInt64(Span<byte> destination, ulong value, TransactionId transactionId)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, value);
        return 8;
    }

    public static bool TryReadUInt16Padded(ReadOnlySpan<byte> bytes, TransactionId transactionId, out ushort value) =>
        BinaryPrimitives.TryReadUInt16BigEndian(bytes, out value) && bytes.Length == 4;

    public static int WriteUInt16Padded(Span<byte> destination, ushort value, TransactionId transactionId) =>
        WriteUInt32(destination, (uint)value << 16, transactionId);

    public static bool TryReadBytePadded(ReadOnlySpan<byte> bytes, TransactionId transactionId, out byte value)
    {
        value = bytes.Length > 0 ? bytes[0] : (byte)0;
        return bytes.Length == 4;
    }

    public static int WriteBytePadded(Span<byte> destination, byte value, TransactionId transactionId) =>
        WriteUInt32(destination, (uint)value << 24, transactionId);

    public static bool TryReadTopBit(ReadOnlySpan<byte> bytes, TransactionId transactionId, out bool value)
    {
        value = bytes.Length > 0 && bytes[0] >= 0x80;
        return bytes.Length == 1;
    }

    public static int WriteTopBit(Span<byte> destination, bool value, TransactionId transactionId)
    {
        if (destination.IsEmpty)
            throw new ArgumentException("There is no room for the attribute.", nameof(destination));
        destination[0] = value ? (byte)0x80 : (byte)0;
        return 1;
    }
}
