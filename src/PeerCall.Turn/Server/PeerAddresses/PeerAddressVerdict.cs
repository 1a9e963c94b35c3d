namespace PeerCall.Turn.Server;

/// <summary>What <see cref="PeerAddressPolicy"/> says of an address.</summary>
public enum PeerAddressVerdict
{
    /// <summary>A public address, or one of a network that the operator allows.</summary>
    Allowed,

    /// <summary>A relayed transport address of this server: two relayed ends may meet.</summary>
    AllowedRelayed,

    /// <summary>In a special-purpose range (IANA registries, RFC 6890).</summary>
    DeniedSpecialPurpose,

    /// <summary>An address of the server itself.</summary>
    DeniedOwn,

    /// <summary>In a network that the operator denies.</summary>
    DeniedNetwork,
}
