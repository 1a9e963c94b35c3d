using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>
/// Writes a message into a span. The header's length is right after every attribute, padding is zero (RFC 8489 §14: a sender may not
/// leak what was in the buffer). Order is the caller's: integrity after all else, FINGERPRINT last.
/// </summary>
/// <remarks>
/// A buffer that is too small, or a message of more than 65,532 bytes behind its header, throws <see cref="ArgumentException"/>: it is the
/// caller who knows what she writes. What was written until then stays valid.
/// </remarks>
public ref struct StunWriter
{
    private readonly Span<byte> _buffer;

    /// <summary>Writes the header.</summary>
    public StunWriter(Span<byte> buffer, StunMethod method, StunClass messageClass, TransactionId transactionId)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, new StunMessageType(method, messageClass).ToBits());
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunHeader.MagicCookie);
        transactionId.Write(buffer[8..]);
        TransactionId = transactionId;
        Length = StunHeader.Length;
        SetBodyLength(0);
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Transaction id.</summary>
    public TransactionId TransactionId { get; }

    /// <summary>The message so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    /// <summary>Adds an attribute.</summary>
    public void Add<T>(StunAttribute<T> attribute, T value)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var length = attribute.Write(_buffer[(Length + 4)..], value, TransactionId);
        Complete(attribute.Type, length);
    }

    /// <summary>Adds an attribute from its bytes.</summary>
    public void AddBytes(StunAttributeType type, scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(_buffer[(Length + 4)..]);
        Complete(type, value.Length);
    }

    /// <summary>Adds an attribute without a value, such as DONT-FRAGMENT or USE-CANDIDATE.</summary>
    public void AddFlag(StunAttributeType type) => Complete(type, 0);

    /// <summary>Adds UNKNOWN-ATTRIBUTES (RFC 8489 §14.13), which belongs into an error response with 420.</summary>
    public void AddUnknownAttributes(scoped ReadOnlySpan<ushort> types) =>
        Complete(StunAttributeType.UnknownAttributes, UnknownAttributesValue.Write(_buffer[(Length + 4)..], types));

    /// <summary>Adds PASSWORD-ALGORITHMS (RFC 8489 §14.11), the one the sender likes best first.</summary>
    public void AddPasswordAlgorithms(params scoped ReadOnlySpan<PasswordAlgorithm> algorithms) =>
        Complete(StunAttributeType.PasswordAlgorithms, PasswordAlgorithmList.Write(_buffer[(Length + 4)..], algorithms));

    /// <summary>Adds MESSAGE-INTEGRITY (RFC 8489 §14.5).</summary>
    public void AddIntegrity(scoped ReadOnlySpan<byte> key)
    {
        var value = Reserve(MessageIntegrity.Sha1Length);
        MessageIntegrity.ComputeSha1(_buffer[..Length], key, value);
        Complete(StunAttributeType.MessageIntegrity, MessageIntegrity.Sha1Length);
    }

    /// <summary>Adds MESSAGE-INTEGRITY-SHA256, untruncated (RFC 8489 §14.6).</summary>
    public void AddIntegritySha256(scoped ReadOnlySpan<byte> key)
    {
        var value = Reserve(MessageIntegrity.Sha256Length);
        MessageIntegrity.ComputeSha256(_buffer[..Length], key, value);
        Complete(StunAttributeType.MessageIntegritySha256, MessageIntegrity.Sha256Length);
    }

    /// <summary>Adds FINGERPRINT (RFC 8489 §14.7).</summary>
    public void AddFingerprint()
    {
        var value = Reserve(sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(value, Fingerprint.Of(_buffer[..Length]));
        Complete(StunAttributeType.Fingerprint, sizeof(uint));
    }

    /// <summary>Room for the value of an attribute that covers the header, whose length has to count it beforehand.</summary>
    private readonly Span<byte> Reserve(int length)
    {
        var value = _buffer.Slice(Length + 4, length);
        SetBodyLength(Length + 4 + length - StunHeader.Length);
        return value;
    }

    private void Complete(StunAttributeType type, int length)
    {
        var padded = (length + 3) & ~3;
        if (length > ushort.MaxValue || Length + 4 + padded - StunHeader.Length > ushort.MaxValue)
            throw new ArgumentException("The message would be longer than its header can say.", nameof(length));
        _buffer.Slice(Length + 4 + length, padded - length).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[Length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(Length + 2)..], (ushort)length);
        Length += 4 + padded;
        SetBodyLength(Length - StunHeader.Length);
    }

    private readonly void SetBodyLength(int length) => BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)length);
}
