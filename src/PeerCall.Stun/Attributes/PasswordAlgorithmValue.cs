using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>PASSWORD-ALGORITHM (RFC 8489 §14.12): number, length of parameters, parameters. The two that exist have none.</summary>
internal static class PasswordAlgorithmValue
{
    public const int Length = 4;

    public static bool TryRead(ReadOnlySpan<byte> bytes, TransactionId transactionId, out PasswordAlgorithm value)
    {
        // Whether the padding of parameters counts towards the attribute's length is read either way.
        return TryReadNext(bytes, out value, out var length, out var padded) && bytes.Length >= length && bytes.Length <= padded;
    }

    public static int Write(Span<byte> destination, PasswordAlgorithm value, TransactionId transactionId)
    {
        if (value is not (PasswordAlgorithm.Md5 or PasswordAlgorithm.Sha256))
            throw new ArgumentException("Only an algorithm that has a number can be written.", nameof(value));
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)value << 16);
        return Length;
    }

    /// <summary>Reads what one algorithm begins with.</summary>
    /// <param name="bytes">From its number on.</param>
    /// <param name="value">The algorithm; None if it is not one of ours, or has parameters that ours do not have.</param>
    /// <param name="length">Its bytes with parameters.</param>
    /// <param name="padded">The same with the parameters' padding.</param>
    public static bool TryReadNext(ReadOnlySpan<byte> bytes, out PasswordAlgorithm value, out int length, out int padded)
    {
        value = PasswordAlgorithm.None;
        length = padded = 0;
        if (bytes.Length < Length)
            return false;
        var number = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        int parameters = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        length = Length + parameters;
        padded = (length + 3) & ~3;
        if (parameters == 0 && number is (ushort)PasswordAlgorithm.Md5 or (ushort)PasswordAlgorithm.Sha256)
            value = (PasswordAlgorithm)number;
        return true;
    }
}
