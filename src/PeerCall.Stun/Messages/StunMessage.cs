using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>
/// A received message, read in place. Parsing checks the header, the bounds of every attribute and the FINGERPRINT; it allocates nothing.
/// Attributes behind MESSAGE-INTEGRITY are not protected by it and do not exist for the reader (RFC 8489 §14.5), MESSAGE-INTEGRITY-SHA256
/// and FINGERPRINT excepted, which have methods of their own. Of an attribute that is there twice the first counts (RFC 8489 §14).
/// </summary>
public readonly ref struct StunMessage
{
    private readonly int _attributesEnd;
    private readonly int _integrity;
    private readonly int _integritySha256;

    private StunMessage(ReadOnlySpan<byte> bytes, int attributesEnd, int integrity, int integritySha256, bool hasFingerprint)
    {
        Bytes = bytes;
        _attributesEnd = attributesEnd;
        _integrity = integrity;
        _integritySha256 = integritySha256;
        HasFingerprint = hasFingerprint;
    }

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Method and class.</summary>
    public StunMessageType Type => StunMessageType.FromBits(BinaryPrimitives.ReadUInt16BigEndian(Bytes));

    /// <summary>Method.</summary>
    public StunMethod Method => Type.Method;

    /// <summary>Class.</summary>
    public StunClass Class => Type.Class;

    /// <summary>Transaction id.</summary>
    public TransactionId TransactionId => TransactionId.Read(Bytes[8..]);

    /// <summary>Whether it ends with a FINGERPRINT; a wrong one does not get this far.</summary>
    public bool HasFingerprint { get; }

    /// <summary>Whether it has a MESSAGE-INTEGRITY; not whether that is right.</summary>
    public bool HasIntegrity => _integrity > 0;

    /// <summary>Whether it has a MESSAGE-INTEGRITY-SHA256; not whether that is right.</summary>
    public bool HasIntegritySha256 => _integritySha256 > 0;

    /// <summary>The attributes in their order, up to the first that protects the message.</summary>
    public StunAttributeEnumerator Attributes => new(Bytes[StunHeader.Length.._attributesEnd]);

    /// <summary>Reads a message that fills <paramref name="bytes"/> exactly.</summary>
    public static StunFault TryParse(ReadOnlySpan<byte> bytes, out StunMessage message)
    {
        message = default;
        if (bytes.Length < StunHeader.Length)
            return StunFault.TooShort;
        if (bytes[0] >= 0x40)
            return StunFault.NotStun;
        if ((bytes.Length & 3) != 0 || StunHeader.BodyLength(bytes) != bytes.Length - StunHeader.Length)
            return StunFault.LengthMismatch;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != StunHeader.MagicCookie)
            return StunFault.WrongCookie;

        var end = 0;
        var integrity = 0;
        var integritySha256 = 0;
        for (var at = StunHeader.Length; at < bytes.Length;)
        {
            // The length is a multiple of 4, so there are 4 bytes here.
            var type = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            var next = at + 4 + ((length + 3) & ~3);
            if (next > bytes.Length)
                return StunFault.MalformedAttribute;
            switch (type)
            {
                case StunAttributeType.MessageIntegrity when integrity == 0 && integritySha256 == 0:
                    integrity = at;
                    break;
                case StunAttributeType.MessageIntegritySha256 when integritySha256 == 0:
                    integritySha256 = at;
                    break;
                case StunAttributeType.Fingerprint:
                    if (next != bytes.Length || length != sizeof(uint))
                        return StunFault.MisplacedFingerprint;
                    if (BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]) != Fingerprint.Of(bytes[..at]))
                        return StunFault.WrongFingerprint;
                    message = new StunMessage(bytes, end > 0 ? end : at, integrity, integritySha256, hasFingerprint: true);
                    return StunFault.None;
                default:
                    break;
            }
            if (end == 0 && (integrity > 0 || integritySha256 > 0))
                end = at;
            at = next;
        }
        message = new StunMessage(bytes, end > 0 ? end : bytes.Length, integrity, integritySha256, hasFingerprint: false);
        return StunFault.None;
    }

    /// <summary>Whether the message has an attribute of this type.</summary>
    public bool Has(StunAttributeType type) => TryGetBytes(type, out _);

    /// <summary>The first value of this type, as it is on the wire without its padding.</summary>
    public bool TryGetBytes(StunAttributeType type, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Type != type)
                continue;
            value = attribute.Value;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Reads an attribute; tells one that is missing from one that cannot be read.</summary>
    public AttributePresence Get<T>(StunAttribute<T> attribute, out T value)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        value = default!;
        if (!TryGetBytes(attribute.Type, out var bytes))
            return AttributePresence.Absent;
        return attribute.TryRead(bytes, TransactionId, out value) ? AttributePresence.Present : AttributePresence.Malformed;
    }

    /// <summary>Reads an attribute; false if it is missing or cannot be read.</summary>
    public bool TryGet<T>(StunAttribute<T> attribute, out T value) => Get(attribute, out value) is AttributePresence.Present;

    /// <summary>
    /// Collects the types that a receiver has to understand and does not (0x0000 to 0x7FFF, RFC 8489 §6.3.1), for UNKNOWN-ATTRIBUTES.
    /// </summary>
    /// <param name="understood">What the receiver understands in this message.</param>
    /// <param name="unknown">Receives the types, each once; those that find no room are left out.</param>
    /// <returns>How many were written.</returns>
    public int UnknownAttributes(StunAttributeSet understood, Span<ushort> unknown)
    {
        var count = 0;
        foreach (var attribute in Attributes)
        {
            var type = (ushort)attribute.Type;
            if (type >= 0x8000 || understood.Contains(attribute.Type) || count == unknown.Length || unknown[..count].Contains(type))
                continue;
            unknown[count++] = type;
        }
        return count;
    }

    /// <summary>Reads UNKNOWN-ATTRIBUTES (RFC 8489 §14.13) of an error response.</summary>
    /// <param name="types">Receives the types; those that find no room are left out.</param>
    /// <param name="count">How many were written.</param>
    public AttributePresence GetUnknownAttributes(Span<ushort> types, out int count)
    {
        count = 0;
        if (!TryGetBytes(StunAttributeType.UnknownAttributes, out var bytes))
            return AttributePresence.Absent;
        return UnknownAttributesValue.TryRead(bytes, types, out count) ? AttributePresence.Present : AttributePresence.Malformed;
    }

    /// <summary>Reads PASSWORD-ALGORITHMS (RFC 8489 §14.11).</summary>
    public AttributePresence GetPasswordAlgorithms(out PasswordAlgorithmList algorithms)
    {
        algorithms = default;
        if (!TryGetBytes(StunAttributeType.PasswordAlgorithms, out var bytes))
            return AttributePresence.Absent;
        return PasswordAlgorithmList.TryRead(bytes, out algorithms) ? AttributePresence.Present : AttributePresence.Malformed;
    }

    /// <summary>Whether MESSAGE-INTEGRITY is there and right under this key (RFC 8489 §14.5); compared in constant time.</summary>
    public bool VerifyIntegrity(ReadOnlySpan<byte> key) =>
        _integrity > 0 && MessageIntegrity.Verify(Bytes, _integrity, key);

    /// <summary>Whether MESSAGE-INTEGRITY-SHA256, of 16 to 32 bytes, is there and right under this key (RFC 8489 §14.6).</summary>
    public bool VerifyIntegritySha256(ReadOnlySpan<byte> key) =>
        _integritySha256 > 0 && MessageIntegrity.VerifySha256(Bytes, _integritySha256, key);
}
