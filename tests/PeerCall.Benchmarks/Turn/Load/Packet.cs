using System.Buffers.Binary;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>
/// What is relayed: a stamp and a pattern, 1,200 bytes as an encrypted media packet. A packet that arrives changed makes a run void.
/// </summary>
internal static class Packet
{
    /// <summary>Length of the application's data in bytes.</summary>
    public const int Length = 1200;

    /// <summary>Length of a ChannelData header (RFC 8656 §12.4).</summary>
    public const int ChannelHeader = 4;

    /// <summary>The channel of every allocation.</summary>
    public const ushort Channel = 0x4000;

    private const int StampLength = 24;

    private static readonly byte[] Pattern = MakePattern();

    /// <summary>Writes all that never changes.</summary>
    /// <param name="datagram">The whole datagram.</param>
    /// <param name="framed">Whether it begins with a ChannelData header.</param>
    public static void Prepare(Span<byte> datagram, bool framed)
    {
        if (framed)
        {
            BinaryPrimitives.WriteUInt16BigEndian(datagram, Channel);
            BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], Length);
            datagram = datagram[ChannelHeader..];
        }

        Pattern.CopyTo(datagram[StampLength..]);
    }

    /// <summary>Writes the stamp.</summary>
    /// <param name="data">The application's data.</param>
    /// <param name="flow">Number of the flow.</param>
    /// <param name="sequence">Number in the flow.</param>
    /// <param name="due">When it was due to leave, in Stopwatch ticks.</param>
    /// <param name="sent">When it leaves, in Stopwatch ticks.</param>
    public static void Stamp(Span<byte> data, int flow, uint sequence, long due, long sent)
    {
        BinaryPrimitives.WriteInt64LittleEndian(data, due);
        BinaryPrimitives.WriteInt32LittleEndian(data[8..], flow);
        BinaryPrimitives.WriteUInt32LittleEndian(data[12..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(data[16..], sent);
    }

    /// <summary>Reads what has arrived.</summary>
    /// <param name="datagram">The whole datagram.</param>
    /// <param name="framed">Whether it has to begin with a ChannelData header.</param>
    /// <param name="flow">The flow it has to belong to.</param>
    /// <param name="due">When it was due to leave, in Stopwatch ticks.</param>
    /// <param name="sent">When it left, in Stopwatch ticks.</param>
    /// <returns>Its number in the flow.</returns>
    /// <exception cref="LoadFailure">It is not what was sent.</exception>
    public static uint Read(ReadOnlySpan<byte> datagram, bool framed, int flow, out long due, out long sent)
    {
        if (framed)
        {
            if (datagram.Length < ChannelHeader
                || BinaryPrimitives.ReadUInt16BigEndian(datagram) != Channel || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != Length)
                throw new LoadFailure("A packet came back that is not ChannelData of the channel that was bound.");
            datagram = datagram[ChannelHeader..];
        }

        if (datagram.Length != Length || BinaryPrimitives.ReadInt32LittleEndian(datagram[8..]) != flow || !datagram[StampLength..].SequenceEqual(Pattern))
            throw new LoadFailure("A packet came back changed, or to a socket that it was not for.");
        due = BinaryPrimitives.ReadInt64LittleEndian(datagram);
        sent = BinaryPrimitives.ReadInt64LittleEndian(datagram[16..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(datagram[12..]);
    }

    private static byte[] MakePattern()
    {
        var pattern = new byte[Length - StampLength];
        for (var i = 0; i < pattern.Length; i++)
            pattern[i] = (byte)((i * 31) + (i >> 8));
        return pattern;
    }
}
