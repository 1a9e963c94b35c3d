using System.Buffers.Binary;

namespace PeerCall.Rtc.Dtls.Records;

/// <summary>The shape of records before there are keys. They can be forged; at least a malformed one is not to end a handshake.</summary>
internal static class UnprotectedRecord
{
    private const int MaxLength = 1 << 14;
    private const int MaxMessageLength = 1 << 16;
    private const int FragmentHeaderSize = 12;
    private const byte Fatal = 2;
    private const byte CloseNotify = 0;

    /// <summary>Whether an honest peer could have sent it.</summary>
    internal static bool IsSound(ContentType type, ReadOnlySpan<byte> body) => type switch
    {
        ContentType.ChangeCipherSpec => body is [1],
        // Five warnings in a row would be fatal, and in a handshake none of them means anything.
        ContentType.Alert => body is [Fatal, _] or [_, CloseNotify],
        ContentType.Handshake => body.Length <= MaxLength && AreFragments(body),
        // Data is never unprotected.
        _ => false,
    };

    /// <summary>
    /// Numbers unprotected records in the order in which they came. One forged record with a high number would move the window of replays past all that
    /// the other end still has to send; without keys the window protects nothing, and the messages inside have numbers of their own.
    /// </summary>
    /// <param name="datagram">Whole records.</param>
    /// <param name="next">The next number.</param>
    internal static void Renumber(Span<byte> datagram, ref ulong next)
    {
        while (RecordHeader.TryRead(datagram, out var header))
        {
            // Epoch and number share eight bytes, and this epoch is 0.
            if (header.Epoch == 0)
                BinaryPrimitives.WriteUInt64BigEndian(datagram[3..], next++);
            datagram = datagram[(RecordHeader.Size + header.Length)..];
        }
    }

    // RFC 6347 §4.2.2: type, length (3), message_seq (2), fragment_offset (3), fragment_length (3).
    private static bool AreFragments(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return false;
        while (!body.IsEmpty)
        {
            if (body.Length < FragmentHeaderSize)
                return false;
            var (length, offset, size) = (ReadUInt24(body[1..]), ReadUInt24(body[6..]), ReadUInt24(body[9..]));
            // An empty fragment belongs to an empty message only (ServerHelloDone).
            if (length > MaxMessageLength || offset + size > length || (size == 0 && length > 0) || size > body.Length - FragmentHeaderSize)
                return false;
            body = body[(FragmentHeaderSize + size)..];
        }

        return true;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> data) => (data[0] << 16) | (data[1] << 8) | data[2];
}
