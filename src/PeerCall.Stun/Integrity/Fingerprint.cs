using System.Runtime.CompilerServices;

namespace PeerCall.Stun;

/// <summary>FINGERPRINT (RFC 8489 §14.7): CRC-32 of ITU V.42 over the message before it, XORed with "STUN".</summary>
internal static class Fingerprint
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The value for a message whose header already counts the attribute.</summary>
    public static uint Of(ReadOnlySpan<byte> before)
    {
        var crc = uint.MaxValue;
        foreach (var value in before)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc ^ StunHeader.FingerprintXor;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
            table[i] = entry;
        }
        return table;
    }
}
