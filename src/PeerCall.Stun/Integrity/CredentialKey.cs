using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PeerCall.Stun;

/// <summary>
/// Keys for message integrity, and USERHASH. Names and passwords are taken as they are: the OpaqueString profile (RFC 8265 §4.2) that
/// RFC 8489 asks for changes nothing in ASCII, and outside of it only the form of composed characters, which is left to who enters them.
/// </summary>
public static class CredentialKey
{
    /// <summary>Short-term: the password itself (RFC 8489 §9.1.1).</summary>
    public static byte[] ShortTerm(string password) => Encoding.UTF8.GetBytes(password);

    /// <summary>Long-term: the hash of <c>username:realm:password</c> (RFC 8489 §9.2.2); 16 bytes with MD5, 32 with SHA-256.</summary>
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "RFC 8489 §18.5.1.1 names it, and every client knows only this one.")]
    public static byte[] LongTerm(string username, string realm, string password, PasswordAlgorithm algorithm = PasswordAlgorithm.Md5)
    {
        var text = Encoding.UTF8.GetBytes($"{username}:{realm}:{password}");
        return algorithm switch
        {
            PasswordAlgorithm.Md5 => MD5.HashData(text),
            PasswordAlgorithm.Sha256 => SHA256.HashData(text),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
    }

    /// <summary>USERHASH: SHA-256 of <c>username:realm</c>, so that the name does not cross the network (RFC 8489 §14.4).</summary>
    public static byte[] Userhash(string username, string realm) => SHA256.HashData(Encoding.UTF8.GetBytes($"{username}:{realm}"));
}
