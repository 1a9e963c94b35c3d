using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>Walks over attributes whose bounds were checked.</summary>
public ref struct StunAttributeEnumerator
{
    private ReadOnlySpan<byte> _rest;

    internal StunAttributeEnumerator(ReadOnlySpan<byte> attributes) => _rest = attributes;

    /// <summary>The attribute that was reached.</summary>
    public StunAttributeView Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly StunAttributeEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next attribute.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < 4)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        Current = new StunAttributeView((StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest.Slice(4, length));
        _rest = _rest[(4 + ((length + 3) & ~3))..];
        return true;
    }
}

/// <summary>An attribute in a message.</summary>
public readonly ref struct StunAttributeView
{
    internal StunAttributeView(StunAttributeType type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>Type.</summary>
    public StunAttributeType Type { get; }

    /// <summary>Value without padding.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
