using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>PASSWORD-ALGORITHM (RFC 8489 §14.12): number, length of parameters, parameters. The two that exist have none.</summary>
internal static class PasswordAlgorithmValue
{
    public static bool TryRead(ReadOnlySpan<byte> bytes, TransactionId transactionId, out PasswordAlgorithm value)
    {
        value = PasswordAlgorithm.None;
        if (bytes.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) is not 0 || bytes.Length != 4)
            return bytes.Length >= 4 && bytes.Length == 4 + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        var number = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        value = number is 1 or 2 ? (PasswordAlgorithm)number : PasswordAlgorithm.None;
        return true;
    }

    public static int Write(Span<byte> destination, PasswordAlgorithm value, TransactionId transactionId)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)value << 16);
        return 4;
    }
}
