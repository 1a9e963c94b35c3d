using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>Addresses, plain (RFC 8489 §14.1) and XORed with the cookie and the transaction id (§14.2), so that no NAT rewrites them.</summary>
internal static class AddressValue
{
    public static bool TryRead(ReadOnlySpan<byte> bytes, TransactionId transactionId, out TransportAddress value)
    {
        value = default;
        var length = (bytes.Length, bytes.Length > 1 ? bytes[1] : 0) switch
        {
            (8, StunAddressFamily.IPv4) => 4,
            (20, StunAddressFamily.IPv6) => 16,
            _ => 0,
        };
        if (length == 0)
            return false;
        value = TransportAddress.FromBytes(bytes.Slice(4, length), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        return true;
    }

    public static bool TryReadXor(ReadOnlySpan<byte> bytes, TransactionId transactionId, out TransportAddress value)
    {
        if (!TryRead(bytes, transactionId, out value))
            return false;
        value = Xor(value, transactionId);
        return true;
    }

    public static int Write(Span<byte> destination, TransportAddress value, TransactionId transactionId)
    {
        RefuseNone(value);
        BinaryPrimitives.WriteUInt16BigEndian(destination, value.IsIPv4 ? StunAddressFamily.IPv4 : StunAddressFamily.IPv6);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], value.Port);
        return 4 + value.WriteAddress(destination[4..]);
    }

    public static int WriteXor(Span<byte> destination, TransportAddress value, TransactionId transactionId)
    {
        // Before the XOR, which would make an IPv6 address of it.
        RefuseNone(value);
        return Write(destination, Xor(value, transactionId), transactionId);
    }

    private static void RefuseNone(TransportAddress value)
    {
        if (value.IsNone)
            throw new ArgumentException("The address has no family.", nameof(value));
    }

    private static TransportAddress Xor(TransportAddress address, TransactionId id)
    {
        var port = address.Port ^ (int)(StunHeader.MagicCookie >> 16);
        return address.IsIPv4
            ? TransportAddress.FromIPv4(address.IPv4Bits ^ StunHeader.MagicCookie, port)
            : TransportAddress.FromIPv6(address.IPv6Bits ^ new UInt128(((ulong)StunHeader.MagicCookie << 32) | id.High, id.Low), port);
    }
}
