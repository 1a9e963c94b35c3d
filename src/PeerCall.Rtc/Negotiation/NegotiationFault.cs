namespace PeerCall.Rtc.Negotiation;

/// <summary>Why a description was not taken; nothing has changed then.</summary>
/// <param name="Code">W3C's name.</param>
/// <param name="Text">One sentence, which quotes nothing of the description.</param>
/// <param name="Line">Line of the description; null if it is about none.</param>
internal sealed record NegotiationFault(RtcErrorCode Code, string Text, int? Line = null)
{
    public RtcException ToException() => new(Code, Text) { SdpLineNumber = Line };
}
