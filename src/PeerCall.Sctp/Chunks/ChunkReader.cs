using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>One chunk as it stands in a packet (RFC 9260 §3.2).</summary>
internal readonly ref struct Chunk(ChunkType type, byte flags, ReadOnlySpan<byte> whole)
{
    public const int HeaderSize = 4;

    public ChunkType Type { get; } = type;

    public byte Flags { get; } = flags;

    /// <summary>Header and body, without padding.</summary>
    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ReadOnlySpan<byte> Body => Whole[HeaderSize..];
}

/// <summary>Walks the chunks of a packet. Every step advances by at least a chunk header, or stops.</summary>
internal ref struct ChunkReader(ReadOnlySpan<byte> chunks)
{
    private ReadOnlySpan<byte> _rest = chunks;

    /// <summary>Whether no further chunk starts behind the current one.</summary>
    public readonly bool IsAtEnd => _rest.Length < Chunk.HeaderSize;

    /// <summary>False at the end of the packet, and at a chunk whose length is below 4 or runs past the end.</summary>
    public bool Read(out Chunk chunk)
    {
        chunk = default;
        if (_rest.Length < Chunk.HeaderSize)
            return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < Chunk.HeaderSize || length > _rest.Length)
            return false;
        chunk = new Chunk((ChunkType)_rest[0], _rest[1], _rest[..length]);
        // The last chunk's padding may be missing: RFC 9260 §3.2 asks the sender for it, and nothing is lost by its absence.
        _rest = _rest[Math.Min(Padding.Padded(length), _rest.Length)..];
        return true;
    }
}

/// <summary>Walks type-length-value parameters and error causes (RFC 9260 §3.2.1, §3.3.10).</summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> parameters)
{
    private const int HeaderSize = 4;
    private ReadOnlySpan<byte> _rest = parameters;

    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Header and value, without padding.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>False at the end, and at a parameter whose length is below 4 or runs past the end.</summary>
    public bool Read()
    {
        if (_rest.Length < HeaderSize)
            return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < HeaderSize || length > _rest.Length)
            return false;
        Type = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        Whole = _rest[..length];
        Value = Whole[HeaderSize..];
        _rest = _rest[Math.Min(Padding.Padded(length), _rest.Length)..];
        return true;
    }
}

/// <summary>Chunks and parameters end on a multiple of four bytes.</summary>
internal static class Padding
{
    public static int Padded(int length) => (length + 3) & ~3;
}
