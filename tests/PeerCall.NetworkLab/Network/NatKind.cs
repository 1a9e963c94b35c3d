namespace PeerCall.NetworkLab.Network;

/// <summary>What stands between a client and the internet (RFC 4787); tests/natlab/natlab builds it.</summary>
public enum NatKind
{
    /// <summary>A public address, no NAT and no firewall.</summary>
    None,

    /// <summary>Mapping and filtering do not depend on the endpoint.</summary>
    Cone,

    /// <summary>Filtering depends on the address.</summary>
    AddressRestricted,

    /// <summary>Filtering depends on address and port: home routers.</summary>
    PortRestricted,

    /// <summary>Mapping and filtering depend on address and port, with a random port for every destination.</summary>
    Symmetric,

    /// <summary>Only TCP to ports 443 and 3478 gets out.</summary>
    UdpBlocked,

    /// <summary>Only TCP to port 443 gets out.</summary>
    OnePort,
}

/// <summary>The lab's words.</summary>
internal static class NatKinds
{
    public static string Word(this NatKind kind) => kind switch
    {
        NatKind.None => "none",
        NatKind.Cone => "cone",
        NatKind.AddressRestricted => "addr-restricted",
        NatKind.PortRestricted => "port-restricted",
        NatKind.Symmetric => "symmetric",
        NatKind.UdpBlocked => "udp-blocked",
        _ => "one-port",
    };
}
