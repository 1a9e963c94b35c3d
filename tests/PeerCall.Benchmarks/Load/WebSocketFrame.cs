using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PeerCall.Benchmarks.Load;

/// <summary>The frame header of RFC 6455 §5.2, read and written in place.</summary>
/// <param name="Opcode">§11.8: 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong.</param>
/// <param name="Final">The last frame of its message.</param>
/// <param name="HeaderLength">Bytes before the payload.</param>
/// <param name="PayloadLength">Bytes of payload.</param>
/// <param name="Mask">The masking key in memory order, 0 if not masked.</param>
internal readonly record struct WebSocketFrame(int Opcode, bool Final, int HeaderLength, int PayloadLength, uint Mask)
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    /// <summary>The longest header that a client writes.</summary>
    public const int MaxHeaderLength = 14;

    /// <summary>Reads a header; <see langword="false"/> if more bytes are needed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out WebSocketFrame frame)
    {
        frame = default;
        if (bytes.Length < 2)
            return false;
        var masked = (bytes[1] & 0x80) != 0;
        long length = bytes[1] & 0x7F;
        var header = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (masked ? 4 : 0);
        if (bytes.Length < header)
            return false;
        if (length == 126)
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        else if (length == 127)
            length = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        if (length is < 0 or > 1 << 24)
            throw new LoadFailure($"The server sent a frame of {length} bytes.");
        var mask = masked ? MemoryMarshal.Read<uint>(bytes[(header - 4)..]) : 0;
        frame = new WebSocketFrame(bytes[0] & 0x0F, (bytes[0] & 0x80) != 0, header, (int)length, mask);
        return true;
    }

    /// <summary>Writes a final, masked header and returns its length.</summary>
    public static int Write(Span<byte> target, int opcode, int payloadLength, uint mask)
    {
        target[0] = (byte)(0x80 | opcode);
        var length = 2;
        if (payloadLength < 126)
        {
            target[1] = (byte)(0x80 | payloadLength);
        }
        else if (payloadLength <= ushort.MaxValue)
        {
            target[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payloadLength);
            length = 4;
        }
        else
        {
            target[1] = 0x80 | 127;
            BinaryPrimitives.WriteInt64BigEndian(target[2..], payloadLength);
            length = 10;
        }

        MemoryMarshal.Write(target[length..], mask);
        return length + 4;
    }

    /// <summary>Masks or unmasks in place (§5.3).</summary>
    public static void ApplyMask(Span<byte> payload, uint mask)
    {
        if (mask == 0)
            return;
        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        var wide = ((ulong)mask << 32) | mask;
        for (var i = 0; i < words.Length; i++)
            words[i] ^= wide;
        Span<byte> key = stackalloc byte[4];
        MemoryMarshal.Write(key, mask);
        for (var i = words.Length * 8; i < payload.Length; i++)
            payload[i] ^= key[i & 3];
    }
}
