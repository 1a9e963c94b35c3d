using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PeerCall.Server.Web;

/// <summary>
/// What counts as one address for limits: an IPv4 address, or an IPv6 /64, which is what one subscriber is given at least
/// (RFC 6177). An IPv4 address in IPv6 clothes (<c>::ffff:192.0.2.1</c>) is the IPv4 address.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressKey
{
    private readonly ulong _prefix;
    private readonly AddressFamily _family;

    private AddressKey(ulong prefix, AddressFamily family)
    {
        _prefix = prefix;
        _family = family;
    }

    /// <summary>The key of an address; null (a transport without addresses) has a key of its own.</summary>
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
            return default;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
            return default;
        if (length == 4)
            return new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), AddressFamily.InterNetwork);
        return address.IsIPv4MappedToIPv6
            ? new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), AddressFamily.InterNetwork)
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), AddressFamily.InterNetworkV6);
    }

    /// <summary>Readable form, for logs at Debug and for tests: it names a person's address.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (_family)
        {
            case AddressFamily.InterNetwork:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_prefix);
                return new IPAddress(bytes[..4]).ToString();
            case AddressFamily.InterNetworkV6:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, _prefix);
                return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/64");
            default:
                return "unknown";
        }
    }
}
