using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PeerCall.Stun;

/// <summary>
/// An IP address and a port (RFC 8489 §4, "transport address"): what <see cref="IPEndPoint"/> says, as a value that costs no allocation.
/// The two families never compare equal, not even an IPv4 address and its IPv4-mapped form. The default value has no family.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct TransportAddress : IEquatable<TransportAddress>
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly Family _family;

    private TransportAddress(ulong high, ulong low, Family family, int port, uint scopeId)
    {
        _high = high;
        _low = low;
        _family = family;
        Port = (ushort)port;
        ScopeId = scopeId;
    }

    private enum Family : byte
    {
        None,
        V4,
        V6,
    }

    /// <summary>Port, 0 to 65535.</summary>
    public ushort Port { get; }

    /// <summary>The interface of a link-local IPv6 address (RFC 4007 §11); 0: none.</summary>
    public uint ScopeId { get; }

    /// <summary>Whether this is an IPv4 address.</summary>
    public bool IsIPv4 => _family is Family.V4;

    /// <summary>Whether this is an IPv6 address.</summary>
    public bool IsIPv6 => _family is Family.V6;

    /// <summary>Whether this is the default value, which names nothing.</summary>
    public bool IsNone => _family is Family.None;

    /// <summary>Length of the address in bytes: 4, 16, or 0 of the default value.</summary>
    public int AddressLength => _family switch { Family.V4 => 4, Family.V6 => 16, _ => 0 };

    /// <summary>The IPv4 address as a number, most significant byte first as written: 127.0.0.1 is 0x7F000001. 0 for IPv6.</summary>
    public uint IPv4Bits => _family is Family.V4 ? (uint)_low : 0;

    /// <summary>The IPv6 address as a number. 0 for IPv4.</summary>
    public UInt128 IPv6Bits => _family is Family.V6 ? new UInt128(_high, _low) : UInt128.Zero;

    /// <summary>The family, as the framework names it.</summary>
    public AddressFamily AddressFamily => _family switch
    {
        Family.V4 => AddressFamily.InterNetwork,
        Family.V6 => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };

    /// <summary>An IPv4 address from its number (see <see cref="IPv4Bits"/>).</summary>
    public static TransportAddress FromIPv4(uint bits, int port) => new(0, bits, Family.V4, port, 0);

    /// <summary>An IPv6 address from its number.</summary>
    public static TransportAddress FromIPv6(UInt128 bits, int port, uint scopeId = 0) =>
        new((ulong)(bits >> 64), (ulong)bits, Family.V6, port, scopeId);

    /// <summary>An address from its 4 or 16 bytes in network order.</summary>
    /// <exception cref="ArgumentException">Neither 4 nor 16 bytes.</exception>
    public static TransportAddress FromBytes(ReadOnlySpan<byte> address, int port, uint scopeId = 0) => address.Length switch
    {
        4 => FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(address), port),
        16 => new TransportAddress(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), Family.V6, port, scopeId),
        _ => throw new ArgumentException("An address has 4 or 16 bytes.", nameof(address)),
    };

    /// <summary>From the framework's types.</summary>
    public static TransportAddress From(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var scope = length == 16 && address.ScopeId is > 0 and <= uint.MaxValue ? (uint)address.ScopeId : 0;
        return FromBytes(bytes[..length], port, scope);
    }

    /// <summary>From the framework's types.</summary>
    public static TransportAddress From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return From(endPoint.Address, endPoint.Port);
    }

    /// <summary>Reads <c>192.0.2.1:3478</c> or <c>[2001:db8::1]:3478</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TransportAddress address)
    {
        address = default;
        if (!IPEndPoint.TryParse(text ?? "", out var endPoint))
            return false;
        address = From(endPoint);
        return true;
    }

    /// <summary>The same address with another port.</summary>
    public TransportAddress WithPort(int port) => new(_high, _low, _family, port, ScopeId);

    /// <summary>Whether both have the same IP address, whatever their ports.</summary>
    public bool HasSameAddress(in TransportAddress other) =>
        _low == other._low && _high == other._high && _family == other._family && ScopeId == other.ScopeId;

    /// <summary>Writes the 4 or 16 bytes of the address in network order.</summary>
    /// <returns>How many.</returns>
    public int WriteAddress(Span<byte> destination)
    {
        switch (_family)
        {
            case Family.V4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
                return 4;
            case Family.V6:
                BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
                BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
                return 16;
            default:
                return 0;
        }
    }

    /// <summary>As the framework's type; allocates.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        return WriteAddress(bytes) switch
        {
            4 => new IPAddress(bytes[..4]),
            16 => new IPAddress(bytes, ScopeId),
            _ => IPAddress.None,
        };
    }

    /// <summary>As the framework's type; allocates.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    /// <inheritdoc/>
    public bool Equals(TransportAddress other) => Port == other.Port && HasSameAddress(in other);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TransportAddress other && Equals(other);

    /// <summary>A quick mix, not keyed: tables that strangers can fill must be bounded.</summary>
    public override int GetHashCode()
    {
        var mixed = (_low ^ (_high * 0x9E3779B97F4A7C15) ^ ((ulong)Port << 48)) * 0xBF58476D1CE4E5B9;
        return (int)(mixed >> 32) ^ (int)mixed;
    }

    /// <summary>Whether both are the same address and port.</summary>
    public static bool operator ==(in TransportAddress left, in TransportAddress right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(in TransportAddress left, in TransportAddress right) => !left.Equals(right);

    /// <summary><c>192.0.2.1:3478</c> or <c>[2001:db8::1]:3478</c>; the default value is <c>none</c>.</summary>
    public override string ToString() => _family switch
    {
        Family.V4 => string.Create(CultureInfo.InvariantCulture, $"{ToIPAddress()}:{Port}"),
        Family.V6 => string.Create(CultureInfo.InvariantCulture, $"[{ToIPAddress()}]:{Port}"),
        _ => "none",
    };
}
