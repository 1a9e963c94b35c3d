using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>Builds one packet at a time in a buffer of its own: header, then chunks as long as they fit (bundling, RFC 9260 §6.10).</summary>
internal sealed class PacketWriter(int maxPacketSize, ushort sourcePort, ushort destinationPort)
{
    private readonly byte[] _buffer = new byte[maxPacketSize];
    private int _length;

    /// <summary>Bytes of a packet at most.</summary>
    public int MaxPacketSize => _buffer.Length;

    /// <summary>Bytes that a further chunk, header included, may have.</summary>
    public int Remaining => (_buffer.Length - _length) & ~3;

    public bool IsEmpty => _length <= CommonHeader.Size;

    /// <summary>Starts a packet.</summary>
    public void Begin(uint verificationTag)
    {
        new CommonHeader(sourcePort, destinationPort, verificationTag, 0).Write(_buffer);
        _length = CommonHeader.Size;
    }

    /// <summary>Adds a chunk that fits, pads it with zeros, and returns its body to be filled.</summary>
    public Span<byte> Append(ChunkType type, byte flags, int bodyLength)
    {
        var length = Chunk.HeaderSize + bodyLength;
        var padded = Padding.Padded(length);
        var chunk = _buffer.AsSpan(_length, padded);
        chunk[0] = (byte)type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)length);
        chunk[length..].Clear();
        _length += padded;
        return chunk[Chunk.HeaderSize..length];
    }

    /// <summary>The finished packet; valid until the next <see cref="Begin"/>.</summary>
    /// <param name="zeroChecksum">Whether the checksum stays zero (RFC 9653).</param>
    public ReadOnlySpan<byte> Finish(bool zeroChecksum)
    {
        var packet = _buffer.AsSpan(0, _length);
        if (!zeroChecksum)
            CommonHeader.WriteChecksum(packet);
        return packet;
    }
}
