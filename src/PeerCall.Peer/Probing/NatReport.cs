namespace PeerCall.Peer.Probing;

/// <summary>How this machine's UDP addresses look from outside.</summary>
/// <param name="Mapping">The kind of mapping.</param>
/// <param name="LocalAddress">Where the socket was, <c>address:port</c>; null if no server has answered.</param>
/// <param name="MappedAddresses">How servers saw it, each different one once.</param>
public sealed record NatReport(NatMapping Mapping, string? LocalAddress, IReadOnlyList<string> MappedAddresses)
{
    /// <summary>Nothing is known.</summary>
    public static NatReport Unknown { get; } = new(NatMapping.Unknown, null, []);
}

/// <summary>How a NAT maps an address and port of the inside to one of the outside: words of RFC 4787 §4.1. Filtering (§5) cannot be told without a server's help (RFC 5780).</summary>
public enum NatMapping
{
    /// <summary>It cannot be told: no server has answered, or there is a NAT and only one server address to look from.</summary>
    Unknown,

    /// <summary>No NAT: servers see the socket's own address.</summary>
    None,

    /// <summary>Endpoint-Independent Mapping: the same to servers at different addresses. Direct paths are likely.</summary>
    EndpointIndependent,

    /// <summary>Address-Dependent Mapping, or one that depends on the port as well: servers at different addresses see different ones. Direct paths to the like of it need a relay.</summary>
    AddressDependent,

    /// <summary>Address and Port-Dependent Mapping: even two ports of one server see different ones.</summary>
    AddressAndPortDependent,
}
