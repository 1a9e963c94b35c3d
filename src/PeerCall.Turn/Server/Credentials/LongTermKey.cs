using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// The key of long-term credentials (RFC 8489 §9.2.2) without allocating: it is made of what strangers send. Otherwise the same as
/// <see cref="CredentialKey.LongTerm"/>.
/// </summary>
internal static class LongTermKey
{
    /// <summary>Length of the longest key.</summary>
    public const int MaxLength = 32;

    /// <summary>Names, realms and passwords together are shorter.</summary>
    private const int MaxText = 2048;

    /// <summary>Writes the key.</summary>
    /// <returns>Its length: 16 with MD5, 32 with SHA-256.</returns>
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "RFC 8489 §18.5.1.1 names it, and every client knows only this one.")]
    public static int Write(ReadOnlySpan<byte> username, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> password, PasswordAlgorithm algorithm, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[MaxText];
        username.CopyTo(text);
        var length = username.Length;
        text[length++] = (byte)':';
        realm.CopyTo(text[length..]);
        length += realm.Length;
        text[length++] = (byte)':';
        password.CopyTo(text[length..]);
        length += password.Length;
        return algorithm is PasswordAlgorithm.Sha256
            ? SHA256.HashData(text[..length], destination)
            : MD5.HashData(text[..length], destination);
    }
}
