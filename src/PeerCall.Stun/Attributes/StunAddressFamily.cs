namespace PeerCall.Stun;

/// <summary>Address families on the wire (RFC 8489 §14.1).</summary>
public static class StunAddressFamily
{
    /// <summary>IPv4.</summary>
    public const byte IPv4 = 0x01;

    /// <summary>IPv6.</summary>
    public const byte IPv6 = 0x02;
}
