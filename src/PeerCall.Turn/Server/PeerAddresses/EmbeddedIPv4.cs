using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// The IPv4 addresses inside an IPv6 address, to which a translator or a tunnel on the way, or in the server's own system, would pass a
/// packet on. IPv4-mapped addresses are not among them: see <see cref="CanonicalAddress"/>. A NAT64 prefix of an operator's own (RFC
/// 6052 §2.2) cannot be seen in an address; who has one denies it.
/// </summary>
internal static class EmbeddedIPv4
{
    /// <summary>As many as one address can hold: four of NAT64's local use, or two of Teredo, and one of ISATAP.</summary>
    public const int Max = 5;

    private const ulong SixToFour = 0x2002;
    private const ulong Teredo = 0x2001_0000;
    private const ulong Nat64 = 0x0064_FF9B_0000_0000;
    private const ulong Nat64Local = 0x0064_FF9B_0001;
    private const ulong Translated = 0xFFFF_0000;
    private const uint Isatap = 0x0000_5EFE;

    /// <summary>The bits "universal" and "group" of an interface identifier.</summary>
    private const uint IsatapFlags = 0x0300_0000;

    /// <summary>Collects them.</summary>
    /// <param name="address">A canonical address.</param>
    /// <param name="found">Room for <see cref="Max"/>.</param>
    /// <returns>How many.</returns>
    public static int Read(in TransportAddress address, Span<uint> found)
    {
        if (!address.IsIPv6)
            return 0;
        var bits = address.IPv6Bits;
        var high = (ulong)(bits >> 64);
        var low = (ulong)bits;
        var count = 0;

        if (high >> 48 == SixToFour) // RFC 3056 §2
            found[count++] = (uint)(high >> 16);
        if (high >> 32 == Teredo) // RFC 4380 §4: the server, and the client with its bits inverted
        {
            found[count++] = (uint)high;
            found[count++] = ~(uint)low;
        }
        if (high == Nat64 && low >> 32 == 0) // RFC 6052 §2.1
            found[count++] = (uint)low;
        if (high >> 16 == Nat64Local)
            count += ReadNat64Local(high, low, found[count..]);
        if (high == 0 && low >> 32 == 0 && low > 1) // IPv4-compatible (RFC 4291 §2.5.5.1); :: and ::1 are not
            found[count++] = (uint)low;
        if (high == 0 && low >> 32 == Translated) // IPv4-translated, ::ffff:0:a.b.c.d (RFC 2765 §2.1)
            found[count++] = (uint)low;
        if (((uint)(low >> 32) & ~IsatapFlags) == Isatap) // RFC 5214 §6.1, behind any prefix
            found[count++] = (uint)low;
        return count;
    }

    /// <summary>
    /// 64:ff9b:1::/48 (RFC 8215) is cut into prefixes of 48, 56, 64 or 96 bits by whoever uses it, and the address does not say which
    /// (RFC 6052 §2.2). All that are possible count: with 96 bits every address is, with fewer bits 64 to 71 and those behind the IPv4
    /// address are zero. A reading of 0.0.0.0 counts only if there is no other, or an address of a short prefix, which ends in zeros,
    /// would always be denied.
    /// </summary>
    private static int ReadNat64Local(ulong high, ulong low, Span<uint> found)
    {
        var count = 0;
        if (low >> 56 == 0)
        {
            if (low << 24 == 0)
                count += Keep((((uint)high & 0xFFFF) << 16) | ((uint)(low >> 40) & 0xFFFF), found[count..]);
            if ((uint)low == 0)
                count += Keep((((uint)high & 0xFF) << 24) | ((uint)(low >> 32) & 0xFF_FFFF), found[count..]);
            if (low << 40 == 0)
                count += Keep((uint)(low >> 24), found[count..]);
        }
        count += Keep((uint)low, found[count..]);
        if (count == 0)
            found[count++] = 0;
        return count;
    }

    private static int Keep(uint address, Span<uint> found)
    {
        if (address == 0)
            return 0;
        found[0] = address;
        return 1;
    }
}
