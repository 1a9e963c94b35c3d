using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// What the server understands of each message; the rest of the comprehension-required attributes is answered with 420 (RFC 8489 §6.3.1) and has
/// an indication dropped (§6.3.2). Those of other methods are known, so they are not among the unknown ones.
/// </summary>
/// <remarks>
/// DONT-FRAGMENT is not supported: the DF bit is an option of a whole socket, not of one datagram, and RFC 8656 §7.2 and §11.2 have a server that cannot
/// set it treat the attribute as unknown. CHANGE-REQUEST and RESPONSE-PORT (RFC 5780) want a second address, which a small server has not.
/// </remarks>
internal static class UnderstoodAttributes
{
    /// <summary>Of all requests and indications.</summary>
    public static readonly StunAttributeSet All = StunAttributeSet.Of(
        StunAttributeType.Username,
        StunAttributeType.MessageIntegrity,
        StunAttributeType.ErrorCode,
        StunAttributeType.UnknownAttributes,
        StunAttributeType.ChannelNumber,
        StunAttributeType.Lifetime,
        StunAttributeType.XorPeerAddress,
        StunAttributeType.Data,
        StunAttributeType.Realm,
        StunAttributeType.Nonce,
        StunAttributeType.XorRelayedAddress,
        StunAttributeType.RequestedAddressFamily,
        StunAttributeType.EvenPort,
        StunAttributeType.RequestedTransport,
        StunAttributeType.MessageIntegritySha256,
        StunAttributeType.PasswordAlgorithm,
        StunAttributeType.Userhash,
        StunAttributeType.XorMappedAddress,
        StunAttributeType.MappedAddress,
        StunAttributeType.ReservationToken);
}
