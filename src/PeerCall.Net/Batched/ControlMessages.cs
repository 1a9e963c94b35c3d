using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary>
/// What travels beside a datagram: the local address it was sent to or is to leave from (ip(7), RFC 3542 §6), and the size of the datagrams that
/// the kernel has coalesced or is to cut (udp(7), UDP_GRO and UDP_SEGMENT).
/// </summary>
internal static unsafe class ControlMessages
{
    /// <summary>Room for all that one message can carry: an address of 40 bytes and a size of 24.</summary>
    internal const int Capacity = 64;

    private const int HeaderLength = 16;

    /// <summary>Reads what came with a received message.</summary>
    /// <param name="message">The message, as the kernel left it.</param>
    /// <param name="local">The address it was sent to; untouched if the kernel does not say.</param>
    /// <returns>Bytes of each of the datagrams in it; 0: it is one.</returns>
    internal static int Read(MessageHeader* message, ref TransportAddress local)
    {
        var segment = 0;
        var at = message->Control;
        var left = (nint)message->ControlLength;
        while (left >= HeaderLength)
        {
            var header = (ControlHeader*)at;
            var data = at + HeaderLength;
            if (header->Level == Native.LevelUdp && header->Type == Native.UdpGro)
                segment = Unsafe.ReadUnaligned<int>(data);
            else if (header->Level == Native.LevelIp && header->Type == Native.IpPacketInfo)
                local = TransportAddress.FromIPv4(BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(data + 4)), local.Port);
            else if (header->Level == Native.LevelIpv6 && header->Type == Native.Ipv6PacketInfo)
                local = ReadIPv6(data, local.Port);
            var step = ((nint)header->Length + 7) & ~7;
            if (step < HeaderLength)
                break;
            at += step;
            left -= step;
        }
        return segment;
    }

    /// <summary>Writes what is to go with a message.</summary>
    /// <param name="control">Where to, <see cref="Capacity"/> bytes.</param>
    /// <param name="source">The address to send from; the default leaves it to the system.</param>
    /// <param name="segment">Bytes of each datagram to cut; 0: none.</param>
    /// <returns>Bytes written.</returns>
    internal static int Write(byte* control, in TransportAddress source, int segment)
    {
        var length = 0;
        if (source.IsIPv4)
        {
            *(ControlHeader*)control = new ControlHeader { Length = HeaderLength + 12, Level = Native.LevelIp, Type = Native.IpPacketInfo };
            Unsafe.WriteUnaligned(control + 16, 0U);
            Unsafe.WriteUnaligned(control + 20, BinaryPrimitives.ReverseEndianness(source.IPv4Bits));
            Unsafe.WriteUnaligned(control + 24, 0UL);
            length = 32;
        }
        else if (source.IsIPv6)
        {
            *(ControlHeader*)control = new ControlHeader { Length = HeaderLength + 20, Level = Native.LevelIpv6, Type = Native.Ipv6PacketInfo };
            source.WriteAddress(new Span<byte>(control + 16, 16));
            Unsafe.WriteUnaligned(control + 32, source.ScopeId);
            Unsafe.WriteUnaligned(control + 36, 0U);
            length = 40;
        }
        if (segment > 0)
        {
            *(ControlHeader*)(control + length) = new ControlHeader { Length = HeaderLength + 2, Level = Native.LevelUdp, Type = Native.UdpSegment };
            Unsafe.WriteUnaligned(control + length + HeaderLength, (ulong)(ushort)segment);
            length += 24;
        }
        return length;
    }

    private static TransportAddress ReadIPv6(byte* data, int port)
    {
        var bytes = new ReadOnlySpan<byte>(data, 16);
        // fe80::/10, RFC 4291 §2.5.6: only there an interface is part of the address (RFC 4007 §6).
        var scope = bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80 ? Unsafe.ReadUnaligned<uint>(data + 16) : 0;
        return TransportAddress.FromBytes(bytes, port, scope);
    }
}
