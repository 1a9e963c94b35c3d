using System.Buffers.Binary;
using System.Text;

namespace PeerCall.Stun;

/// <summary>ERROR-CODE and ADDRESS-ERROR-CODE: the class in 3 bits, the rest of the number in a byte, then the phrase (RFC 8489 §14.8).</summary>
internal static class ErrorCodeValue
{
    private const int MaxReasonBytes = 508;
    private const int MaxReasonCharacters = 127;

    public static bool TryRead(ReadOnlySpan<byte> bytes, TransactionId transactionId, out StunError value)
    {
        value = default;
        if (bytes.Length < 4)
            return false;
        var hundreds = bytes[2] & 7;
        if (hundreds is < 3 or > 6 || bytes[3] > 99)
            return false;
        var reason = bytes[4..];
        value = new StunError((hundreds * 100) + bytes[3], Encoding.UTF8.GetString(reason[..Math.Min(reason.Length, MaxReasonBytes)]));
        return true;
    }

    public static int Write(Span<byte> destination, StunError value, TransactionId transactionId)
    {
        if (value.Code is < 300 or > 699)
            throw new ArgumentException("An error code is a number from 300 to 699.", nameof(value));
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)(((value.Code / 100) << 8) | (value.Code % 100)));
        return 4 + Encoding.UTF8.GetBytes(Sendable(value.Reason), destination[4..]);
    }

    /// <summary>The part of a phrase that is sent; a character of two UTF-16 units is not torn apart.</summary>
    private static ReadOnlySpan<char> Sendable(string? reason)
    {
        if (reason is null || reason.Length <= MaxReasonCharacters)
            return reason;
        var cut = char.IsHighSurrogate(reason[MaxReasonCharacters - 1]) ? MaxReasonCharacters - 1 : MaxReasonCharacters;
        return reason.AsSpan(0, cut);
    }

    public static bool TryReadAddressError(ReadOnlySpan<byte> bytes, TransactionId transactionId, out AddressError value)
    {
        var read = TryRead(bytes, transactionId, out var error);
        value = read ? new AddressError(bytes[0], error) : default;
        return read;
    }

    public static int WriteAddressError(Span<byte> destination, AddressError value, TransactionId transactionId)
    {
        var length = Write(destination, value.Error, transactionId);
        destination[0] = value.Family;
        return length;
    }
}
