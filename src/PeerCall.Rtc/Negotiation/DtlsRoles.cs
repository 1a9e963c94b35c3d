using PeerCall.Rtc.Sdp;

namespace PeerCall.Rtc.Negotiation;

/// <summary>Who begins the DTLS handshake (RFC 8842 §5.2 and §5.3, RFC 9429 §5.3.1).</summary>
internal static class DtlsRoles
{
    /// <summary>What an answer says.</summary>
    /// <param name="offered">What the offer said.</param>
    /// <param name="isClient">The role in the association that there is; null: there is none.</param>
    /// <returns>Null if the offer cannot be answered.</returns>
    public static DtlsSetup? Answer(DtlsSetup? offered, bool? isClient) => offered switch
    {
        DtlsSetup.Active => DtlsSetup.Passive,
        DtlsSetup.Passive => DtlsSetup.Active,
        DtlsSetup.HoldConnection => null,
        // The role is kept as long as the association is. Active otherwise: the handshake starts half a round trip earlier.
        _ => isClient is false ? DtlsSetup.Passive : DtlsSetup.Active,
    };

    /// <summary>Whether this end, which offered either role, is the client after such an answer; null if it is no answer.</summary>
    public static bool? IsClientAfter(DtlsSetup? answered) => answered switch
    {
        DtlsSetup.Passive => true,
        // RFC 4145 §4: active is what an answer without a=setup means.
        DtlsSetup.Active or null => false,
        _ => null,
    };
}
