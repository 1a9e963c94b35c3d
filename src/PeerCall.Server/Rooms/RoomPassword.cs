using System.Security.Cryptography;

namespace PeerCall.Server.Rooms;

/// <summary>A room's password as it is kept: salted and stretched (PBKDF2, RFC 8018), never the password itself.</summary>
/// <param name="Salt">Random, 16 bytes.</param>
/// <param name="Hash">32 bytes.</param>
internal sealed record RoomPassword(byte[] Salt, byte[] Hash)
{
    // A few milliseconds: wrong ones are limited per address anyway, and a right one must not slow down joining.
    private const int Iterations = 20_000;

    /// <summary>Takes a new password.</summary>
    public static RoomPassword Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new RoomPassword(salt, Stretch(password, salt));
    }

    /// <summary>True if it is the same password; takes the same time either way.</summary>
    public bool Verify(string? password) => password is not null && CryptographicOperations.FixedTimeEquals(Stretch(password, Salt), Hash);

    /// <summary>True if both were made of one <see cref="Create"/>.</summary>
    public bool IsSame(RoomPassword? other) => other is not null && CryptographicOperations.FixedTimeEquals(Hash, other.Hash);

    private static byte[] Stretch(string password, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, 32);
}
