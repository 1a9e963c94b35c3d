using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace PeerCall.Turn.Server;

/// <summary>
/// Credentials that end by themselves (draft-uberti-behave-turn-rest; coturn's <c>use-auth-secret</c>): user name <c>expiry:user</c> with the expiry in
/// Unix seconds, password the base64 of the HMAC-SHA1 of the user name alone under a secret that who issues them shares. Allocates nothing.
/// </summary>
internal sealed class EphemeralCredentials(ReadOnlyMemory<byte> secret)
{
    /// <summary>Length of a password: 20 bytes in base64.</summary>
    public const int PasswordLength = 28;

    /// <summary>Reads a user name; false if it has not both parts, or an expiry that is no number of seconds.</summary>
    public static bool TryRead(ReadOnlySpan<byte> username, out long expiry, out int userStart)
    {
        expiry = 0;
        userStart = 0;
        // The parser would take a sign.
        if (username.Length == 0 || !char.IsAsciiDigit((char)username[0]) || !Utf8Parser.TryParse(username, out expiry, out int digits))
            return false;
        userStart = digits + 1;
        // The greatest number stands for users whose credentials do not expire.
        return expiry < long.MaxValue && userStart < username.Length && username[digits] == (byte)':' && Utf8.IsValid(username);
    }

    /// <summary>Writes the password of a user name, <see cref="PasswordLength"/> bytes.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm; HMAC does not rest on collision resistance.")]
    public void WritePassword(ReadOnlySpan<byte> username, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret.Span, username, hash);
        Base64.EncodeToUtf8(hash, destination, out _, out _);
    }
}
