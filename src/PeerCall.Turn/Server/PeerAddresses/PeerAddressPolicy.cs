using System.Net;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// Decides which peers the server relays to (RFC 8656 §10.2 leaves it to the server): nothing that is not on the public Internet, and
/// nothing on the server itself, unless the operator says so. Every path goes through it: CreatePermission, ChannelBind, Send
/// indications. Safe from any thread, allocates nothing.
/// </summary>
/// <remarks>
/// An address is judged in its canonical form (an IPv4-mapped address is the IPv4 address) together with every IPv4 address that is
/// embedded in it (6to4, NAT64, Teredo, ISATAP, IPv4-compatible, IPv4-translated): one of them that is denied denies it. In this order:
/// <list type="number">
/// <item>What a network of the operator denies is denied, whatever else is said.</item>
/// <item>0.0.0.0, ::, multicast and the limited broadcast are denied, and no network of the operator opens them: they are no peer's
/// address.</item>
/// <item>A live relayed transport address is allowed.</item>
/// <item>Each form that a network of the operator allows is allowed; of the others, the server's own addresses and then special-purpose
/// ranges are denied.</item>
/// </list>
/// So 64:ff9b::/96 among the allowed networks opens NAT64, but not 64:ff9b::10.0.0.1 without 10.0.0.0/8.
/// </remarks>
public sealed class PeerAddressPolicy
{
    private static readonly AddressRanges NoPeers = AddressRanges.Of(
        new[] { "0.0.0.0/32", "255.255.255.255/32", "224.0.0.0/4", "::/128", "ff00::/8" }.Select(IPNetwork.Parse));

    private readonly AddressRanges _allowed;
    private readonly AddressRanges _denied;
    private readonly IPAddress[] _configuredOwn;
    private readonly IRelayedAddresses _relayed;
    private volatile AddressRanges _own;

    /// <summary>Makes a policy.</summary>
    /// <param name="allowed">Networks that are allowed although they are special-purpose or the server's own.</param>
    /// <param name="denied">Networks that are denied, whatever else is said.</param>
    /// <param name="own">The server's own addresses.</param>
    /// <param name="relayed">The live relayed transport addresses.</param>
    public PeerAddressPolicy(IEnumerable<IPNetwork> allowed, IEnumerable<IPNetwork> denied, IEnumerable<IPAddress> own, IRelayedAddresses relayed)
    {
        ArgumentNullException.ThrowIfNull(relayed);
        _allowed = AddressRanges.Of(allowed);
        _denied = AddressRanges.Of(denied);
        _configuredOwn = [.. own];
        _own = AddressRanges.Of(_configuredOwn);
        _relayed = relayed;
    }

    /// <summary>
    /// The addresses of the server's interfaces are these now. They take the place of those of an earlier call and stand beside those
    /// of the constructor. A judgement that is under way sees the old or the new ones.
    /// </summary>
    public void SetOwn(IEnumerable<IPAddress> addresses) => _own = AddressRanges.Of(_configuredOwn.Concat(addresses));

    /// <summary>
    /// Judges a peer with its port (ChannelBind, Send, and data on a channel to a relayed address). Port 0 is no peer's and is denied
    /// as special-purpose.
    /// </summary>
    public PeerAddressVerdict Judge(in TransportAddress peer) =>
        peer.Port == 0 ? PeerAddressVerdict.DeniedSpecialPurpose : Judge(peer, anyPort: false);

    /// <summary>Judges an IP address (CreatePermission): a relayed one is allowed whatever the port says.</summary>
    public PeerAddressVerdict JudgeAddress(in TransportAddress peer) => Judge(peer, anyPort: true);

    private PeerAddressVerdict Judge(in TransportAddress peer, bool anyPort)
    {
        if (peer.IsNone)
            return PeerAddressVerdict.DeniedSpecialPurpose;
        var address = CanonicalAddress.Of(peer);
        Span<uint> embedded = stackalloc uint[EmbeddedIPv4.Max];
        embedded = embedded[..EmbeddedIPv4.Read(address, embedded)];

        if (_denied.ContainsAny(address, embedded))
            return PeerAddressVerdict.DeniedNetwork;
        if (NoPeers.ContainsAny(address, embedded))
            return PeerAddressVerdict.DeniedSpecialPurpose;
        if (anyPort ? _relayed.ContainsAddress(address) : _relayed.Contains(address))
            return PeerAddressVerdict.AllowedRelayed;

        var own = _own;
        var special = false;
        if (!_allowed.Contains(address))
        {
            // An address that relayed ones have is the server's, also where nobody listed it.
            if (own.Contains(address) || (!anyPort && _relayed.ContainsAddress(address)))
                return PeerAddressVerdict.DeniedOwn;
            special = SpecialPurposeRegistry.Ranges.Contains(address);
        }
        foreach (var ipv4 in embedded)
        {
            if (_allowed.Contains(ipv4))
                continue;
            if (own.Contains(ipv4))
                return PeerAddressVerdict.DeniedOwn;
            special |= SpecialPurposeRegistry.Ranges.Contains(ipv4);
        }
        return special ? PeerAddressVerdict.DeniedSpecialPurpose : PeerAddressVerdict.Allowed;
    }
}
