using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>Flags of DATA and I-DATA (RFC 9260 §3.3.1).</summary>
[Flags]
internal enum DataFlags : byte
{
    None = 0,

    /// <summary>E: the last fragment.</summary>
    End = 1,

    /// <summary>B: the first fragment.</summary>
    Begin = 2,

    /// <summary>U: unordered.</summary>
    Unordered = 4,

    /// <summary>I: acknowledge at once.</summary>
    Immediate = 8,
}

/// <summary>Tests of one flag; <see cref="Enum.HasFlag"/> allocates in a debug build.</summary>
internal static class FlagTests
{
    public static bool Has(this DataFlags flags, DataFlags flag) => (flags & flag) == flag;

    public static bool Has(this Capabilities capabilities, Capabilities capability) => (capabilities & capability) == capability;
}

/// <summary>DATA (RFC 9260 §3.3.1) or I-DATA (RFC 8260 §2.1): the fields of both, and the bytes.</summary>
internal readonly ref struct DataChunk
{
    public const int HeaderSize = 16;
    public const int InterleavedHeaderSize = 20;

    public required bool IsInterleaved { get; init; }

    public required DataFlags Flags { get; init; }

    public required uint Tsn { get; init; }

    public required ushort StreamId { get; init; }

    /// <summary>SSN (16 bits) of DATA, MID of I-DATA.</summary>
    public required uint SequenceNumber { get; init; }

    /// <summary>FSN of I-DATA; zero for DATA.</summary>
    public uint FragmentNumber { get; init; }

    /// <summary>PPID; in I-DATA only the first fragment carries it.</summary>
    public uint PayloadProtocol { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public static int HeaderSizeOf(bool interleaved) => interleaved ? InterleavedHeaderSize : HeaderSize;

    /// <summary>False if the chunk is shorter than its header.</summary>
    public static bool TryRead(Chunk chunk, out DataChunk data)
    {
        data = default;
        var interleaved = chunk.Type == ChunkType.IData;
        if (chunk.Whole.Length < HeaderSizeOf(interleaved))
            return false;
        var body = chunk.Body;
        var flags = (DataFlags)(chunk.Flags & 0xF);
        if (!interleaved)
        {
            data = new DataChunk
            {
                IsInterleaved = false,
                Flags = flags,
                Tsn = BinaryPrimitives.ReadUInt32BigEndian(body),
                StreamId = BinaryPrimitives.ReadUInt16BigEndian(body[4..]),
                SequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(body[6..]),
                PayloadProtocol = BinaryPrimitives.ReadUInt32BigEndian(body[8..]),
                Payload = body[12..],
            };
            return true;
        }

        // One field is the PPID in the first fragment and the FSN, which is zero there, in the others.
        var last = BinaryPrimitives.ReadUInt32BigEndian(body[12..]);
        var first = flags.Has(DataFlags.Begin);
        data = new DataChunk
        {
            IsInterleaved = true,
            Flags = flags,
            Tsn = BinaryPrimitives.ReadUInt32BigEndian(body),
            StreamId = BinaryPrimitives.ReadUInt16BigEndian(body[4..]),
            SequenceNumber = BinaryPrimitives.ReadUInt32BigEndian(body[8..]),
            PayloadProtocol = first ? last : 0,
            FragmentNumber = first ? 0 : last,
            Payload = body[16..],
        };
        return true;
    }

    /// <summary>Adds the chunk to a packet; it fits.</summary>
    public void Write(PacketWriter packet)
    {
        var type = IsInterleaved ? ChunkType.IData : ChunkType.Data;
        var body = packet.Append(type, (byte)Flags, HeaderSizeOf(IsInterleaved) - Chunk.HeaderSize + Payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(body, Tsn);
        BinaryPrimitives.WriteUInt16BigEndian(body[4..], StreamId);
        if (!IsInterleaved)
        {
            BinaryPrimitives.WriteUInt16BigEndian(body[6..], (ushort)SequenceNumber);
            BinaryPrimitives.WriteUInt32BigEndian(body[8..], PayloadProtocol);
            Payload.CopyTo(body[12..]);
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(body[6..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], Flags.Has(DataFlags.Begin) ? PayloadProtocol : FragmentNumber);
        Payload.CopyTo(body[16..]);
    }
}
