using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace PeerCall.Stun;

/// <summary>FINGERPRINT (RFC 8489 §14.7): CRC-32 of ITU V.42 over the message before it, XORed with "STUN".</summary>
internal static class Fingerprint
{
    private const int Values = 256;

    /// <summary>Four tables behind each other: the effect of a byte on the CRC when 0, 1, 2 or 3 others follow it. So four bytes go in one step.</summary>
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The value for a message whose header already counts the attribute.</summary>
    public static uint Of(ReadOnlySpan<byte> before)
    {
        var tables = Tables;
        var crc = uint.MaxValue;
        for (; before.Length >= sizeof(uint); before = before[sizeof(uint)..])
        {
            crc ^= BinaryPrimitives.ReadUInt32LittleEndian(before);
            crc = tables[(3 * Values) + (byte)crc] ^ tables[(2 * Values) + (byte)(crc >> 8)] ^ tables[Values + (byte)(crc >> 16)] ^ tables[crc >> 24];
        }
        foreach (var value in before)
            crc = tables[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc ^ StunHeader.FingerprintXor;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint[] MakeTables()
    {
        var tables = new uint[4 * Values];
        for (uint i = 0; i < Values; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
            tables[i] = entry;
        }
        for (var i = Values; i < tables.Length; i++)
            tables[i] = tables[(byte)tables[i - Values]] ^ (tables[i - Values] >> 8);
        return tables;
    }
}
