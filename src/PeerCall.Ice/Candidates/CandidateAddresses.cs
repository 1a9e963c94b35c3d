using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>What addresses may be candidates, and which may be paired (RFC 8445 §5.1.1.1, §6.1.2.2).</summary>
internal static class CandidateAddresses
{
    private static readonly UInt128 IPv4MappedPrefix = (UInt128)0xFFFF << 32;

    /// <summary>Without the interface of a link-local address: the base says it, and signaling cannot.</summary>
    public static TransportAddress WithoutScope(this in TransportAddress address) =>
        address.ScopeId == 0 ? address : TransportAddress.FromIPv6(address.IPv6Bits, address.Port);

    /// <summary>Whether one can send there: a unicast address in its canonical form, with a port.</summary>
    public static bool IsUsable(in TransportAddress address)
    {
        if (address.IsNone || address.Port == 0)
            return false;
        if (address.IsIPv4)
            return address.IPv4Bits is not (0 or uint.MaxValue) && address.IPv4Bits >> 28 != 0xE;
        var bits = address.IPv6Bits;
        return bits != 0 && bits >> 120 != 0xFF && (bits >> 32) << 32 != IPv4MappedPrefix;
    }

    /// <summary>Whether a datagram could be expected to go from one to the other.</summary>
    public static bool MayBePaired(LocalCandidate local, in TransportAddress remote) =>
        local.Address.IsIPv6 == remote.IsIPv6
        && IsLoopback(local.Address) == IsLoopback(remote)
        && IsLinkLocal(local.Address) == IsLinkLocal(remote);

    private static bool IsLoopback(in TransportAddress address) => address.IsIPv4 ? address.IPv4Bits >> 24 == 127 : address.IPv6Bits == UInt128.One;

    private static bool IsLinkLocal(in TransportAddress address) => address.IsIPv6 && address.IPv6Bits >> 118 == 0x3FA;
}
