using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>
/// Writes a message into a span. The header's length is right after every attribute, padding is zero (RFC 8489 §14: a sender may not
/// leak what was in the buffer). Order is the caller's: integrity after all else, FINGERPRINT last.
/// </summary>
/// <remarks>A buffer that is too small throws <see cref="ArgumentException"/>: it is the caller who knows what she writes.</remarks>
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
    public void AddBytes(StunAttributeType type, ReadOnlySpan<byte> value)
    {
        value.CopyTo(_buffer[(Length + 4)..]);
        Complete(type, value.Length);
    }

    /// <summary>Adds an attribute without a value, such as DONT-FRAGMENT or USE-CANDIDATE.</summary>
    public void AddFlag(StunAttributeType type) => Complete(type, 0);

    /// <summary>Adds MESSAGE-INTEGRITY (RFC 8489 §14.5).</summary>
    public void AddIntegrity(ReadOnlySpan<byte> key)
    {
        SetBodyLength(Length + 4 + MessageIntegrity.Sha1Length - StunHeader.Length);
        MessageIntegrity.ComputeSha1(_buffer[..Length], key, _buffer.Slice(Length + 4, MessageIntegrity.Sha1Length));
        Complete(StunAttributeType.MessageIntegrity, MessageIntegrity.Sha1Length);
    }

    /// <summary>Adds MESSAGE-INTEGRITY-SHA256, untruncated (RFC 8489 §14.6).</summary>
    public void AddIntegritySha256(ReadOnlySpan<byte> key)
    {
        SetBodyLength(Length + 4 + MessageIntegrity.Sha256Length - StunHeader.Length);
        MessageIntegrity.ComputeSha256(_buffer[..Length], key, _buffer.Slice(Length + 4, MessageIntegrity.Sha256Length));
        Complete(StunAttributeType.MessageIntegritySha256, MessageIntegrity.Sha256Length);
    }

    /// <summary>Adds FINGERPRINT (RFC 8489 §14.7).</summary>
    public void AddFingerprint()
    {
        SetBodyLength(Length + 8 - StunHeader.Length);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[(Length + 4)..], Fingerprint.Of(_buffer[..Length]));
        Complete(StunAttributeType.Fingerprint, sizeof(uint));
    }

    private void Complete(StunAttributeType type, int length)
    {
        var padded = (length + 3) & ~3;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[Length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(Length + 2)..], (ushort)length);
        _buffer.Slice(Length + 4 + length, padded - length).Clear();
        Length += 4 + padded;
        SetBodyLength(Length - StunHeader.Length);
    }

    private readonly void SetBodyLength(int length) => BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], checked((ushort)length));
}
