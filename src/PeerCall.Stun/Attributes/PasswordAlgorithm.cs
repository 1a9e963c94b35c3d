namespace PeerCall.Stun;

/// <summary>How the key of long-term credentials is made from the password (RFC 8489 §18.5).</summary>
public enum PasswordAlgorithm
{
    /// <summary>Another one, or none named.</summary>
    None = 0,

    /// <summary>MD5: what every client of RFC 5389 uses.</summary>
    Md5 = 1,

    /// <summary>SHA-256.</summary>
    Sha256 = 2,
}
