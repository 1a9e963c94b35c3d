namespace PeerCall.Stun;

/// <summary>Method and class, which share 14 bits on the wire (RFC 8489 §5, figure 3).</summary>
/// <param name="Method">0x000 to 0xFFF.</param>
/// <param name="Class">Class.</param>
public readonly record struct StunMessageType(StunMethod Method, StunClass Class)
{
    /// <summary>From the first 16 bits of a message.</summary>
    public static StunMessageType FromBits(ushort bits) => new(
        (StunMethod)((bits & 0x000F) | ((bits & 0x00E0) >> 1) | ((bits & 0x3E00) >> 2)),
        (StunClass)(((bits & 0x0010) >> 4) | ((bits & 0x0100) >> 7)));

    /// <summary>As the first 16 bits of a message.</summary>
    public ushort ToBits()
    {
        var method = (int)Method;
        var kind = (int)Class;
        return (ushort)((method & 0x000F) | ((method & 0x0070) << 1) | ((method & 0x0F80) << 2) | ((kind & 1) << 4) | ((kind & 2) << 7));
    }
}
