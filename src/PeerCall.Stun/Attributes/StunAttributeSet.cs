namespace PeerCall.Stun;

/// <summary>A set of comprehension-required attribute types: what a receiver understands. Types from 0x0080 are never in it.</summary>
public readonly struct StunAttributeSet
{
    private readonly UInt128 _bits;

    private StunAttributeSet(UInt128 bits) => _bits = bits;

    /// <summary>The set of these types.</summary>
    public static StunAttributeSet Of(params ReadOnlySpan<StunAttributeType> types)
    {
        var bits = UInt128.Zero;
        foreach (var type in types)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)type, 128, nameof(types));
            bits |= UInt128.One << (int)type;
        }
        return new StunAttributeSet(bits);
    }

    /// <summary>Whether the type is in the set.</summary>
    public bool Contains(StunAttributeType type) => (int)type < 128 && (_bits >> (int)type & UInt128.One) != UInt128.Zero;
}
