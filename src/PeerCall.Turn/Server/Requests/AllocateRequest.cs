using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>What an Allocate asks for (RFC 8656 §7.1).</summary>
/// <param name="IPv4">A relayed transport address of IPv4.</param>
/// <param name="IPv6">One of IPv6; of both the second may be missing in the end.</param>
/// <param name="Port">Which port.</param>
/// <param name="ReservationToken">Token of a port that was held for it; then there is nothing to say of family and port.</param>
/// <param name="Lifetime">Seconds; null if it does not say.</param>
internal readonly record struct AllocateRequest(bool IPv4, bool IPv6, RelayPortKind Port, ulong? ReservationToken, uint? Lifetime)
{
    private const byte Udp = 17;

    /// <summary>Reads it, in the order of RFC 8656 §7.2; what contradicts itself is an error.</summary>
    public static StunError? TryRead(in StunMessage message, out AllocateRequest request)
    {
        request = default;
        var transport = message.Get(StunAttributes.RequestedTransport, out var protocol);
        if (transport is not AttributePresence.Present)
            return StunErrors.BadRequest;
        if (protocol != Udp)
            return StunErrors.UnsupportedTransportProtocol;

        var token = message.Get(StunAttributes.ReservationToken, out var tokenValue);
        var family = message.Get(StunAttributes.RequestedAddressFamily, out var familyValue);
        var additional = message.Get(StunAttributes.AdditionalAddressFamily, out var additionalValue);
        var evenPort = message.Get(StunAttributes.EvenPort, out var reserveNext);
        var lifetime = message.Get(StunAttributes.Lifetime, out var seconds);
        if (token is AttributePresence.Malformed || family is AttributePresence.Malformed || additional is AttributePresence.Malformed
            || evenPort is AttributePresence.Malformed || lifetime is AttributePresence.Malformed)
        {
            return StunErrors.BadRequest;
        }
        var hasFamily = family is AttributePresence.Present;
        var isDual = additional is AttributePresence.Present;
        var isEven = evenPort is AttributePresence.Present;
        if (token is AttributePresence.Present && (isEven || hasFamily || isDual))
            return StunErrors.BadRequest;
        // Beside IPv4, which is meant without saying so, only IPv6 can be asked for; and one token cannot stand for two ports.
        if (isDual && (hasFamily || additionalValue != StunAddressFamily.IPv6 || (isEven && reserveNext)))
            return StunErrors.BadRequest;
        if (hasFamily && familyValue is not (StunAddressFamily.IPv4 or StunAddressFamily.IPv6))
            return StunErrors.AddressFamilyNotSupported;

        request = new AllocateRequest(
            IPv4: !hasFamily || familyValue == StunAddressFamily.IPv4,
            IPv6: isDual || (hasFamily && familyValue == StunAddressFamily.IPv6),
            !isEven ? RelayPortKind.Any : reserveNext ? RelayPortKind.EvenWithNext : RelayPortKind.Even,
            token is AttributePresence.Present ? tokenValue : null,
            lifetime is AttributePresence.Present ? seconds : null);
        return null;
    }
}
