using FsCheck;
using FsCheck.Fluent;

namespace PeerCall.Stun.Tests;

/// <summary>Random values for properties.</summary>
internal static class Arbitraries
{
    private static readonly Gen<ulong> Word =
        from a in Gen.Choose(0, 0xFFFF)
        from b in Gen.Choose(0, 0xFFFF)
        from c in Gen.Choose(0, 0xFFFF)
        from d in Gen.Choose(0, 0xFFFF)
        select ((ulong)a << 48) | ((ulong)b << 32) | ((ulong)c << 16) | (uint)d;

    private static readonly Gen<TransportAddress> IPv4 =
        from bits in Word
        from port in Gen.Choose(0, 0xFFFF)
        select TransportAddress.FromIPv4((uint)bits, port);

    private static readonly Gen<TransportAddress> IPv6 =
        from high in Word
        from low in Word
        from port in Gen.Choose(0, 0xFFFF)
        select TransportAddress.FromIPv6(new UInt128(high, low), port);

    public static Gen<TransportAddress> Addresses { get; } = Gen.OneOf(IPv4, IPv6);

    public static Gen<TransactionId> TransactionIds { get; } =
        from high in Word
        from low in Word
        select new TransactionId((uint)high, low);

    public static Gen<byte[]> Bytes { get; } = from length in Gen.Choose(0, 80)
                                               from bytes in Gen.ArrayOf(Gen.Choose(0, 255), length)
                                               select bytes.Select(b => (byte)b).ToArray();
}
