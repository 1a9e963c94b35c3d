using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PeerCall.Stun;

/// <summary>
/// MESSAGE-INTEGRITY and MESSAGE-INTEGRITY-SHA256 (RFC 8489 §14.5, §14.6): an HMAC over the message before the attribute, with the
/// header's length as if the attribute were the last one.
/// </summary>
internal static class MessageIntegrity
{
    public const int Sha1Length = 20;
    public const int Sha256Length = 32;
    private const int MinSha256Length = 16;

    /// <summary>Most messages fit on the stack.</summary>
    private const int StackLimit = 1024;

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 8489 §14.5 names it; an HMAC does not rest on collision resistance.")]
    public static void ComputeSha1(ReadOnlySpan<byte> before, ReadOnlySpan<byte> key, Span<byte> destination) =>
        HMACSHA1.HashData(key, before, destination);

    public static void ComputeSha256(ReadOnlySpan<byte> before, ReadOnlySpan<byte> key, Span<byte> destination) =>
        HMACSHA256.HashData(key, before, destination);

    /// <summary>Verifies the attribute at <paramref name="at"/>.</summary>
    public static bool Verify(ReadOnlySpan<byte> message, int at, ReadOnlySpan<byte> key) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]) == Sha1Length
        && Matches(message, at, Sha1Length, key, sha256: false);

    /// <summary>Verifies the attribute at <paramref name="at"/>, which a sender may have truncated to 16 bytes or more.</summary>
    public static bool VerifySha256(ReadOnlySpan<byte> message, int at, ReadOnlySpan<byte> key)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
        return length is >= MinSha256Length and <= Sha256Length && (length & 3) == 0 && Matches(message, at, length, key, sha256: true);
    }

    private static bool Matches(ReadOnlySpan<byte> message, int at, int length, ReadOnlySpan<byte> key, bool sha256)
    {
        // What follows the attribute changes the header's length, which the sender could not know: hash a copy with the length she saw.
        var rented = at > StackLimit ? ArrayPool<byte>.Shared.Rent(at) : null;
        var copy = rented is null ? stackalloc byte[StackLimit] : rented;
        copy = copy[..at];
        message[..at].CopyTo(copy);
        BinaryPrimitives.WriteUInt16BigEndian(copy[2..], (ushort)(at + 4 + length - StunHeader.Length));
        Span<byte> expected = stackalloc byte[Sha256Length];
        if (sha256)
            ComputeSha256(copy, key, expected);
        else
            ComputeSha1(copy, key, expected[..Sha1Length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return CryptographicOperations.FixedTimeEquals(expected[..length], message.Slice(at + 4, length));
    }
}
