using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary><c>sockaddr_in</c> and <c>sockaddr_in6</c>, as the kernel reads and writes them.</summary>
internal static unsafe class SocketName
{
    /// <summary>Room that takes either.</summary>
    internal const int Capacity = 28;

    private const int LengthV4 = 16;
    private const int LengthV6 = 28;

    /// <summary>Reads a name that the kernel wrote; the default value for another family.</summary>
    internal static TransportAddress Read(byte* name)
    {
        int port = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(name + 2));
        return Unsafe.ReadUnaligned<ushort>(name) switch
        {
            Native.AddressFamilyV4 => TransportAddress.FromIPv4(BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(name + 4)), port),
            Native.AddressFamilyV6 => TransportAddress.FromBytes(new ReadOnlySpan<byte>(name + 8, 16), port, Unsafe.ReadUnaligned<uint>(name + 24)),
            _ => default,
        };
    }

    /// <summary>Writes a name.</summary>
    /// <returns>Its length.</returns>
    internal static uint Write(byte* name, in TransportAddress address)
    {
        Unsafe.WriteUnaligned(name + 2, BinaryPrimitives.ReverseEndianness(address.Port));
        if (address.IsIPv4)
        {
            Unsafe.WriteUnaligned(name, (ushort)Native.AddressFamilyV4);
            Unsafe.WriteUnaligned(name + 4, BinaryPrimitives.ReverseEndianness(address.IPv4Bits));
            Unsafe.WriteUnaligned(name + 8, 0UL);
            return LengthV4;
        }
        Unsafe.WriteUnaligned(name, (ushort)Native.AddressFamilyV6);
        Unsafe.WriteUnaligned(name + 4, 0U);
        address.WriteAddress(new Span<byte>(name + 8, 16));
        Unsafe.WriteUnaligned(name + 24, address.ScopeId);
        return LengthV6;
    }
}
