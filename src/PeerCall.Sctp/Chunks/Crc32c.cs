using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace PeerCall.Sctp;

/// <summary>CRC32c (RFC 9260 Appendix A), by the processor's instruction where there is one.</summary>
internal static class Crc32c
{
    public const uint Seed = 0xFFFFFFFF;

    /// <summary>Bytes of one of the three lanes of <see cref="AppendLanes"/>.</summary>
    private const int Lane = 256;

    private static readonly uint[] Table = BuildTable();

    // Shift[k * 256 + b] is what byte k of a CRC becomes after Lane zero bytes.
    private static readonly uint[] Shift = BuildShift();

    /// <summary>The checksum of the whole of <paramref name="data"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => ~Append(Seed, data);

    /// <summary>Continues a checksum; starts with <see cref="Seed"/>, and the result of the last call is inverted.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        if (Sse42.X64.IsSupported || ArmCrc32.Arm64.IsSupported)
        {
            while (data.Length >= 3 * Lane)
            {
                crc = AppendLanes(crc, data);
                data = data[(3 * Lane)..];
            }

            while (data.Length >= sizeof(ulong))
            {
                crc = Step(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
                data = data[sizeof(ulong)..];
            }
        }

        foreach (var value in data)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    /// <summary>
    /// The instruction takes one operand a cycle but answers after three: three independent lanes keep it busy, and are joined
    /// because a CRC is linear.
    /// </summary>
    private static uint AppendLanes(uint crc, ReadOnlySpan<byte> data)
    {
        uint second = 0;
        uint third = 0;
        var a = data[..Lane];
        var b = data.Slice(Lane, Lane);
        var c = data.Slice(2 * Lane, Lane);
        for (var i = 0; i < Lane; i += sizeof(ulong))
        {
            crc = Step(crc, BinaryPrimitives.ReadUInt64LittleEndian(a[i..]));
            second = Step(second, BinaryPrimitives.ReadUInt64LittleEndian(b[i..]));
            third = Step(third, BinaryPrimitives.ReadUInt64LittleEndian(c[i..]));
        }

        return ShiftLane(ShiftLane(crc) ^ second) ^ third;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Step(uint crc, ulong value) =>
        Sse42.X64.IsSupported ? (uint)Sse42.X64.Crc32(crc, value) : ArmCrc32.Arm64.ComputeCrc32C(crc, value);

    private static uint ShiftLane(uint crc) =>
        Shift[(byte)crc] ^ Shift[256 + (byte)(crc >> 8)] ^ Shift[512 + (byte)(crc >> 16)] ^ Shift[768 + (byte)(crc >> 24)];

    private static uint[] BuildTable()
    {
        const uint reversedPolynomial = 0x82F63B78;
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ reversedPolynomial : crc >> 1;
            table[i] = crc;
        }

        return table;
    }

    private static uint[] BuildShift()
    {
        var shift = new uint[4 * 256];
        for (var k = 0; k < 4; k++)
        {
            for (uint value = 0; value < 256; value++)
            {
                var crc = value << (8 * k);
                for (var i = 0; i < Lane; i++)
                    crc = Table[(byte)crc] ^ (crc >> 8);
                shift[(k * 256) + value] = crc;
            }
        }

        return shift;
    }
}
