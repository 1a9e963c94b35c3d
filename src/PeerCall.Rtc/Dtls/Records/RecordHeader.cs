using System.Buffers.Binary;

namespace PeerCall.Rtc.Dtls.Records;

/// <summary>Content types that DTLS 1.2 has (RFC 6347 §4.1).</summary>
internal enum ContentType : byte
{
    /// <summary>The other records are protected by new keys.</summary>
    ChangeCipherSpec = 20,

    /// <summary>An alert.</summary>
    Alert = 21,

    /// <summary>Handshake messages.</summary>
    Handshake = 22,

    /// <summary>Data.</summary>
    ApplicationData = 23,
}

/// <summary>The 13 bytes before a record (RFC 6347 §4.1).</summary>
internal readonly record struct RecordHeader(ContentType Type, ushort Epoch, int Length)
{
    /// <summary>Bytes.</summary>
    internal const int Size = 13;

    /// <summary>Reads one.</summary>
    /// <returns>False if these bytes are no record of DTLS 1.0 to 1.2 or the record does not fit.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> data, out RecordHeader header)
    {
        header = default;
        // A first ClientHello or a HelloVerifyRequest may say 1.0 (RFC 6347 §4.2.1).
        if (data.Length < Size || data[0] is < 20 or > 23 || data[1] != 0xFE || data[2] is not (0xFF or 0xFD))
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(data[11..]);
        if (length > data.Length - Size)
            return false;
        header = new RecordHeader((ContentType)data[0], BinaryPrimitives.ReadUInt16BigEndian(data[3..]), length);
        return true;
    }
}
