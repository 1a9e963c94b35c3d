using PeerCall.Stun;

namespace PeerCall.Rtc.Transport.Networks;

/// <summary>An address of an interface that is up.</summary>
/// <param name="Address">Address, with the interface where it is link-local; port 0.</param>
/// <param name="Interface">Name of the interface.</param>
/// <param name="Kind">Kind of the interface.</param>
/// <param name="IsVirtual">Whether the interface leads to containers or virtual machines of this host.</param>
internal sealed record NetworkAddress(TransportAddress Address, string Interface, NetworkKind Kind, bool IsVirtual)
{
    /// <summary>Whether it is this host itself.</summary>
    public bool IsLoopback => Address.IsIPv4 ? Address.IPv4Bits >> 24 == 127 : Address.IPv6Bits == UInt128.One;

    /// <summary>Whether it reaches no further than the link.</summary>
    public bool IsLinkLocal => Address.IsIPv4 ? Address.IPv4Bits >> 16 == 0xA9FE : Address.IPv6Bits >> 118 == 0x3FA;

    /// <summary>W3C <c>networkType</c>; null if not known.</summary>
    public string? Word => Kind switch
    {
        NetworkKind.Ethernet => "ethernet",
        NetworkKind.Wireless => "wifi",
        NetworkKind.Cellular => "cellular",
        NetworkKind.Tunnel => "vpn",
        _ => null,
    };
}

/// <summary>Kinds of interfaces, as far as they matter to a call.</summary>
internal enum NetworkKind
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Wired.</summary>
    Ethernet,

    /// <summary>Wireless LAN.</summary>
    Wireless,

    /// <summary>Mobile network.</summary>
    Cellular,

    /// <summary>A tunnel: mostly a VPN.</summary>
    Tunnel,

    /// <summary>This host itself.</summary>
    Loopback,
}

/// <summary>Where the addresses of this host come from.</summary>
internal interface INetworkAddresses
{
    /// <summary>All addresses of interfaces that are up. Any thread; never throws.</summary>
    /// <param name="fresh">Whether what is remembered from a moment ago is not good enough.</param>
    IReadOnlyList<NetworkAddress> Read(bool fresh);

    /// <summary>Calls back, on any thread, whenever the addresses may have changed, until what it returns is disposed of.</summary>
    IDisposable Watch(Action changed);
}
