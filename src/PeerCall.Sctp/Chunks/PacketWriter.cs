using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>Builds one packet at a time in a buffer of its own: header, then chunks as long as they fit (bundling, RFC 9260 §6.10).</summary>
internal sealed class PacketWriter(int capacity, ushort sourcePort, ushort destinationPort)
{
    private readonly byte[] _buffer = new byte[capacity];
    private int _room = capacity;
    private int _length;

    /// <summary>Bytes of a packet at most, unless it is stretched; by default all that the buffer holds.</summary>
    public int Limit { get; set; } = capacity;

    /// <summary>Bytes so far.</summary>
    public int Length => _length;

    /// <summary>Bytes that a further chunk, header included, may have.</summary>
    public int Remaining => (_room - _length) & ~3;

    public bool IsEmpty => _length <= CommonHeader.Size;

    /// <summary>Starts a packet.</summary>
    public void Begin(uint verificationTag)
    {
        new CommonHeader(sourcePort, destinationPort, verificationTag, 0).Write(_buffer);
        _length = CommonHeader.Size;
        _room = Limit;
    }

    /// <summary>Lets this one packet be as large as the buffer.</summary>
    public void Stretch() => _room = _buffer.Length;

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
