using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using PeerCall.Stun;

namespace PeerCall.Net.Portable;

/// <summary>
/// <see cref="TransportAddress"/> from and to the framework's <see cref="SocketAddress"/>, whose bytes are the system's <c>sockaddr</c>: the family,
/// which the constructor writes, then port, address and scope at offsets that all systems share.
/// </summary>
internal static class PortableSocketName
{
    private const int PortOffset = 2;
    private const int AddressOffsetV4 = 4;
    private const int AddressOffsetV6 = 8;
    private const int ScopeOffset = 24;

    /// <summary>Reads one.</summary>
    internal static TransportAddress Read(SocketAddress name)
    {
        var bytes = name.Buffer.Span;
        int port = BinaryPrimitives.ReadUInt16BigEndian(bytes[PortOffset..]);
        return name.Family switch
        {
            AddressFamily.InterNetwork => TransportAddress.FromBytes(bytes.Slice(AddressOffsetV4, 4), port),
            AddressFamily.InterNetworkV6 => TransportAddress.FromBytes(bytes.Slice(AddressOffsetV6, 16), port, MemoryMarshal.Read<uint>(bytes[ScopeOffset..])),
            _ => default,
        };
    }

    /// <summary>Writes one of the same family.</summary>
    internal static void Write(SocketAddress name, in TransportAddress address)
    {
        var bytes = name.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], address.Port);
        address.WriteAddress(bytes[(address.IsIPv4 ? AddressOffsetV4 : AddressOffsetV6)..]);
        if (address.IsIPv6)
            MemoryMarshal.Write(bytes[ScopeOffset..], address.ScopeId);
    }
}
