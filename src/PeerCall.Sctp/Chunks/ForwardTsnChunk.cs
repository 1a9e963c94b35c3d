using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>A stream's last message that will not come (RFC 3758 §3.2, RFC 8260 §2.3.1).</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="IsUnordered">Whether the number counts unordered messages; only in I-FORWARD-TSN.</param>
/// <param name="SequenceNumber">SSN or MID.</param>
internal readonly record struct SkippedMessage(ushort StreamId, bool IsUnordered, uint SequenceNumber);

/// <summary>FORWARD-TSN (RFC 3758 §3.2) or I-FORWARD-TSN (RFC 8260 §2.3.1), read in place.</summary>
internal readonly ref struct ForwardTsnChunk
{
    public const int FixedSize = 4;
    private readonly bool _interleaved;
    private readonly ReadOnlySpan<byte> _skipped;

    private ForwardTsnChunk(bool interleaved, ReadOnlySpan<byte> body)
    {
        _interleaved = interleaved;
        _skipped = body[FixedSize..];
        NewCumulativeTsn = BinaryPrimitives.ReadUInt32BigEndian(body);
    }

    public uint NewCumulativeTsn { get; }

    public int Count => _skipped.Length / EntrySize(_interleaved);

    public static int EntrySize(bool interleaved) => interleaved ? 8 : 4;

    /// <summary>False if the chunk has no TSN.</summary>
    public static bool TryRead(Chunk chunk, out ForwardTsnChunk forward)
    {
        forward = default;
        if (chunk.Body.Length < FixedSize)
            return false;
        forward = new ForwardTsnChunk(chunk.Type == ChunkType.IForwardTsn, chunk.Body);
        return true;
    }

    public SkippedMessage this[int index]
    {
        get
        {
            var entry = _skipped[(index * EntrySize(_interleaved))..];
            var stream = BinaryPrimitives.ReadUInt16BigEndian(entry);
            return _interleaved
                ? new SkippedMessage(stream, (entry[3] & 1) != 0, BinaryPrimitives.ReadUInt32BigEndian(entry[4..]))
                : new SkippedMessage(stream, false, BinaryPrimitives.ReadUInt16BigEndian(entry[2..]));
        }
    }

    /// <summary>Adds the chunk to a packet that has room for it.</summary>
    public static void Write(PacketWriter packet, bool interleaved, uint newCumulativeTsn, ReadOnlySpan<SkippedMessage> skipped)
    {
        var entrySize = EntrySize(interleaved);
        var type = interleaved ? ChunkType.IForwardTsn : ChunkType.ForwardTsn;
        var body = packet.Append(type, 0, FixedSize + (skipped.Length * entrySize));
        BinaryPrimitives.WriteUInt32BigEndian(body, newCumulativeTsn);
        for (var i = 0; i < skipped.Length; i++)
        {
            var entry = body[(FixedSize + (i * entrySize))..];
            BinaryPrimitives.WriteUInt16BigEndian(entry, skipped[i].StreamId);
            BinaryPrimitives.WriteUInt16BigEndian(entry[2..], interleaved ? (ushort)(skipped[i].IsUnordered ? 1 : 0) : (ushort)skipped[i].SequenceNumber);
            if (interleaved)
                BinaryPrimitives.WriteUInt32BigEndian(entry[4..], skipped[i].SequenceNumber);
        }
    }
}
