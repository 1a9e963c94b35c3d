using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>A user with a password, and her keys.</summary>
/// <param name="Username">In UTF-8.</param>
/// <param name="Md5Key">Key with MD5.</param>
/// <param name="Sha256Key">Key with SHA-256.</param>
internal sealed record StaticUser(byte[] Username, byte[] Md5Key, byte[] Sha256Key)
{
    /// <summary>The key with an algorithm.</summary>
    public ReadOnlySpan<byte> Key(PasswordAlgorithm algorithm) => algorithm is PasswordAlgorithm.Sha256 ? Sha256Key : Md5Key;
}

/// <summary>The users with a password, by name and by USERHASH (RFC 8489 §14.4). Their keys are made once; looking one up allocates nothing.</summary>
internal sealed class StaticUsers
{
    private readonly Dictionary<string, StaticUser>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly Dictionary<Userhash, StaticUser> _byHash = [];

    /// <summary>Makes the keys.</summary>
    public StaticUsers(IReadOnlyDictionary<string, string> passwords, string realm)
    {
        var byName = new Dictionary<string, StaticUser>(StringComparer.Ordinal);
        foreach (var (name, password) in passwords)
        {
            var user = new StaticUser(
                Encoding.UTF8.GetBytes(name),
                CredentialKey.LongTerm(name, realm, password),
                CredentialKey.LongTerm(name, realm, password, PasswordAlgorithm.Sha256));
            byName.Add(name, user);
            _byHash.Add(Userhash.Read(CredentialKey.Userhash(name, realm)), user);
        }
        _byName = byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Finds a user by name in UTF-8, or by the 32 bytes of USERHASH if the name is empty.</summary>
    public bool TryFind(ReadOnlySpan<byte> username, ReadOnlySpan<byte> userhash, [NotNullWhen(true)] out StaticUser? user)
    {
        if (username.Length == 0)
            return _byHash.TryGetValue(Userhash.Read(userhash), out user);
        Span<char> name = stackalloc char[RequestCredentials.MaxUsername];
        if (Utf8.ToUtf16(username, name, out _, out var length, replaceInvalidSequences: false) is OperationStatus.Done)
            return _byName.TryGetValue(name[..length], out user);
        user = null;
        return false;
    }

    private readonly record struct Userhash(UInt128 High, UInt128 Low)
    {
        public static Userhash Read(ReadOnlySpan<byte> bytes) =>
            new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));
    }
}
