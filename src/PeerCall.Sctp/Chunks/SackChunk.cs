using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>SACK (RFC 9260 §3.3.4), read in place.</summary>
internal readonly ref struct SackChunk
{
    public const int FixedSize = 12;
    public const int BlockSize = 4;
    private readonly ReadOnlySpan<byte> _blocks;

    private SackChunk(ReadOnlySpan<byte> body, int gaps)
    {
        CumulativeTsn = BinaryPrimitives.ReadUInt32BigEndian(body);
        ReceiverWindow = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        GapCount = gaps;
        _blocks = body[FixedSize..];
    }

    private SackChunk(uint cumulativeTsn, uint receiverWindow)
    {
        CumulativeTsn = cumulativeTsn;
        ReceiverWindow = receiverWindow;
    }

    public uint CumulativeTsn { get; }

    public uint ReceiverWindow { get; }

    public int GapCount { get; }

    /// <summary>False if the counts do not fit the chunk.</summary>
    public static bool TryRead(Chunk chunk, out SackChunk sack)
    {
        sack = default;
        var body = chunk.Body;
        if (body.Length < FixedSize)
            return false;
        int gaps = BinaryPrimitives.ReadUInt16BigEndian(body[8..]);
        int duplicates = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        if (body.Length < FixedSize + ((gaps + duplicates) * BlockSize))
            return false;
        sack = new SackChunk(body, gaps);
        return true;
    }

    /// <summary>What a SHUTDOWN acknowledges: no gaps (RFC 9260 §9.2).</summary>
    public static SackChunk Of(uint cumulativeTsn, uint receiverWindow) => new(cumulativeTsn, receiverWindow);

    /// <summary>A gap ack block: first and last TSN as offsets from the cumulative TSN.</summary>
    public (ushort Start, ushort End) Gap(int index)
    {
        var block = _blocks.Slice(index * BlockSize, BlockSize);
        return (BinaryPrimitives.ReadUInt16BigEndian(block), BinaryPrimitives.ReadUInt16BigEndian(block[2..]));
    }
}
