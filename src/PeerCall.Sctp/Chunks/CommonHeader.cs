using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>The SCTP common header (RFC 9260 §3.1).</summary>
/// <param name="SourcePort">SCTP port of the sender.</param>
/// <param name="DestinationPort">SCTP port of the receiver.</param>
/// <param name="VerificationTag">The receiver's tag; zero in a packet with INIT.</param>
/// <param name="Checksum">CRC32c as it stands in the packet, or zero (RFC 9653).</param>
internal readonly record struct CommonHeader(ushort SourcePort, ushort DestinationPort, uint VerificationTag, uint Checksum)
{
    public const int Size = 12;
    private const int ChecksumOffset = 8;

    /// <summary>False if the packet is shorter than a header with one chunk header, or longer than SCTP packets here can be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out CommonHeader header)
    {
        header = default;
        if (packet.Length < Size + Chunk.HeaderSize)
            return false;
        header = new CommonHeader(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(packet[ChecksumOffset..]));
        return true;
    }

    /// <summary>Writes the header with a zero checksum.</summary>
    public void Write(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], VerificationTag);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[ChecksumOffset..], 0);
    }

    /// <summary>Puts the checksum into a finished packet whose checksum field is zero.</summary>
    public static void WriteChecksum(Span<byte> packet) =>
        BinaryPrimitives.WriteUInt32LittleEndian(packet[ChecksumOffset..], Crc32c.Compute(packet));

    /// <summary>The checksum that the packet should carry: computed as if the field were zero (RFC 9260 §6.8).</summary>
    public static uint ExpectedChecksum(ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> zero = [0, 0, 0, 0];
        var crc = Crc32c.Append(Crc32c.Seed, packet[..ChecksumOffset]);
        crc = Crc32c.Append(crc, zero);
        return ~Crc32c.Append(crc, packet[Size..]);
    }
}
