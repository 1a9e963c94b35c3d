using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace PeerCall.Stun;

/// <summary>The 96 bits that tie a response to its request (RFC 8489 §5).</summary>
/// <param name="High">The first 32 bits.</param>
/// <param name="Low">The other 64 bits.</param>
public readonly record struct TransactionId(uint High, ulong Low)
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 12;

    /// <summary>A new one from the system's cryptographic source (RFC 8489 §5 asks for that).</summary>
    public static TransactionId Random()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>From the first 12 bytes.</summary>
    public static TransactionId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[4..]));

    /// <summary>Writes the 12 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[4..], Low);
    }

    /// <summary>24 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x8}{Low:x16}");
}
