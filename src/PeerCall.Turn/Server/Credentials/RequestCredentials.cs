using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>What the credentials of a request lack.</summary>
internal enum CredentialFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>There are none: no message integrity (401).</summary>
    Absent,

    /// <summary>Message integrity without what it needs, or with what contradicts itself (400).</summary>
    Incomplete,
}

/// <summary>The attributes of long-term credentials in a request (RFC 8489 §9.2.4), read and not yet judged.</summary>
internal readonly ref struct RequestCredentials
{
    /// <summary>Longest USERNAME (RFC 8489 §14.3: fewer than 509 bytes).</summary>
    public const int MaxUsername = 508;

    private const int UserhashLength = 32;

    /// <summary>USERNAME; empty if the request has USERHASH in its place.</summary>
    public ReadOnlySpan<byte> Username { get; private init; }

    /// <summary>USERHASH; empty if the request has USERNAME.</summary>
    public ReadOnlySpan<byte> Userhash { get; private init; }

    /// <summary>REALM.</summary>
    public ReadOnlySpan<byte> Realm { get; private init; }

    /// <summary>NONCE.</summary>
    public ReadOnlySpan<byte> Nonce { get; private init; }

    /// <summary>How the key is made: what the client chose, or MD5 where it does not know of the choice.</summary>
    public PasswordAlgorithm Algorithm { get; private init; }

    /// <summary>Reads them.</summary>
    public static CredentialFault TryRead(scoped in StunMessage message, out RequestCredentials credentials)
    {
        credentials = default;
        if (!message.HasIntegrity && !message.HasIntegritySha256)
            return CredentialFault.Absent;
        var hasName = message.TryGetBytes(StunAttributeType.Username, out var username);
        var hasHash = message.TryGetBytes(StunAttributeType.Userhash, out var userhash);
        if (hasName == hasHash
            || !message.TryGetBytes(StunAttributeType.Realm, out var realm)
            || !message.TryGetBytes(StunAttributeType.Nonce, out var nonce)
            || (hasName && username.Length is 0 or > MaxUsername)
            || (hasHash && userhash.Length != UserhashLength)
            || !TryReadAlgorithm(in message, out var algorithm))
        {
            return CredentialFault.Incomplete;
        }
        credentials = new RequestCredentials { Username = username, Userhash = userhash, Realm = realm, Nonce = nonce, Algorithm = algorithm };
        return CredentialFault.None;
    }

    /// <summary>Both attributes, the list as it was sent and the choice out of it, or neither (RFC 8489 §9.2.4): who took the better one out of the list is found out.</summary>
    private static bool TryReadAlgorithm(in StunMessage message, out PasswordAlgorithm algorithm)
    {
        var hasList = message.TryGetBytes(StunAttributeType.PasswordAlgorithms, out var list);
        var choice = message.Get(StunAttributes.PasswordAlgorithm, out algorithm);
        if (!hasList && choice is AttributePresence.Absent)
        {
            algorithm = PasswordAlgorithm.Md5;
            return true;
        }
        return choice is AttributePresence.Present && algorithm is not PasswordAlgorithm.None && list.SequenceEqual(Authenticator.PasswordAlgorithms);
    }
}
