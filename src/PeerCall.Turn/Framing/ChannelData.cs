using System.Buffers.Binary;

namespace PeerCall.Turn.Framing;

/// <summary>
/// The ChannelData message (RFC 8656 §12.4): a channel number, a length and the application's bytes, without any STUN. Over TCP and TLS it is
/// padded to a multiple of 4 bytes, which its length does not count (§12.5).
/// </summary>
public static class ChannelData
{
    /// <summary>Length of what stands before the data.</summary>
    public const int HeaderLength = 4;

    /// <summary>The lowest channel number (RFC 8656 §12).</summary>
    public const ushort FirstChannel = 0x4000;

    /// <summary>The highest channel number; those above are reserved, because they look like other protocols (RFC 7983 §7).</summary>
    public const ushort LastChannel = 0x4FFF;

    /// <summary>Whether a channel may have this number.</summary>
    public static bool IsChannel(int number) => number is >= FirstChannel and <= LastChannel;

    /// <summary>Whether these bytes begin as ChannelData; the first byte decides.</summary>
    public static bool IsChannelData(ReadOnlySpan<byte> start) => start.Length > 0 && start[0] is >= 0x40 and <= 0x4F;

    /// <summary>Reads a message: one datagram, or one frame of a stream. Bytes behind the data are padding and allowed.</summary>
    /// <returns>False if it is none or is shorter than its length says: to be dropped without an answer (RFC 8656 §12.6).</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out ushort channel, out ReadOnlySpan<byte> data)
    {
        channel = 0;
        data = default;
        if (message.Length < HeaderLength || !IsChannelData(message))
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if (length > message.Length - HeaderLength)
            return false;
        channel = BinaryPrimitives.ReadUInt16BigEndian(message);
        data = message.Slice(HeaderLength, length);
        return true;
    }

    /// <summary>Writes the header.</summary>
    /// <param name="destination">4 bytes or more.</param>
    /// <param name="channel">Channel number.</param>
    /// <param name="length">Length of the data, 0 to 65,535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number or the length is out of range.</exception>
    public static void WriteHeader(Span<byte> destination, ushort channel, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channel, FirstChannel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channel, LastChannel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, ushort.MaxValue, nameof(length));
        BinaryPrimitives.WriteUInt16BigEndian(destination, channel);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)length);
    }

    /// <summary>How many zero bytes follow a message of this length on a stream: 0 to 3. Always 0 for a STUN message.</summary>
    public static int Padding(int length) => -length & 3;
}
