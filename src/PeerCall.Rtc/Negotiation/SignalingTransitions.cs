namespace PeerCall.Rtc.Negotiation;

/// <summary>The table of RFC 9429 §4.1.10 (figure 2) and W3C webrtc §4.4.1.5.</summary>
internal static class SignalingTransitions
{
    /// <summary>The state after a description; null: it is not allowed now.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="isLocal">Whether it is this end's.</param>
    /// <param name="type">What it is.</param>
    public static SignalingState? After(SignalingState state, bool isLocal, SdpType type) => (state, type) switch
    {
        (SignalingState.Stable, SdpType.Offer) => isLocal ? SignalingState.HaveLocalOffer : SignalingState.HaveRemoteOffer,
        (SignalingState.HaveLocalOffer, SdpType.Offer) when isLocal => SignalingState.HaveLocalOffer,
        (SignalingState.HaveRemoteOffer, SdpType.Offer) when !isLocal => SignalingState.HaveRemoteOffer,
        (SignalingState.HaveLocalOffer or SignalingState.HaveRemoteProvisionalAnswer, SdpType.Answer) when !isLocal => SignalingState.Stable,
        (SignalingState.HaveRemoteOffer or SignalingState.HaveLocalProvisionalAnswer, SdpType.Answer) when isLocal => SignalingState.Stable,
        (SignalingState.HaveLocalOffer or SignalingState.HaveRemoteProvisionalAnswer, SdpType.ProvisionalAnswer) when !isLocal =>
            SignalingState.HaveRemoteProvisionalAnswer,
        (SignalingState.HaveRemoteOffer or SignalingState.HaveLocalProvisionalAnswer, SdpType.ProvisionalAnswer) when isLocal =>
            SignalingState.HaveLocalProvisionalAnswer,
        (SignalingState.HaveLocalOffer or SignalingState.HaveRemoteOffer, SdpType.Rollback) => SignalingState.Stable,
        _ => null,
    };

    /// <summary>Whether an answer of this end can be made.</summary>
    public static bool AllowsAnswer(SignalingState state) => state is SignalingState.HaveRemoteOffer or SignalingState.HaveLocalProvisionalAnswer;

    /// <summary>Whether an offer of this end can be made.</summary>
    public static bool AllowsOffer(SignalingState state) => state is SignalingState.Stable or SignalingState.HaveLocalOffer;
}
