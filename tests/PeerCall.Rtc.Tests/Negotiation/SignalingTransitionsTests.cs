using PeerCall.Rtc.Negotiation;

namespace PeerCall.Rtc.Tests.Negotiation;

public sealed class SignalingTransitionsTests
{
    // Figure 2 of RFC 9429 §4.1.10, and W3C webrtc §4.4.1.5 for rollback. Local and remote descriptions, each: offer, pranswer, answer, rollback.
    // S: stable, o: have-local-offer, O: have-remote-offer, p: have-local-pranswer, P: have-remote-pranswer, -: not allowed.
    [Theory]
    [InlineData(SignalingState.Stable, "o---", "O---")]
    [InlineData(SignalingState.HaveLocalOffer, "o--S", "-PSS")]
    [InlineData(SignalingState.HaveRemoteOffer, "-pSS", "O--S")]
    [InlineData(SignalingState.HaveLocalProvisionalAnswer, "-pS-", "----")]
    [InlineData(SignalingState.HaveRemoteProvisionalAnswer, "----", "-PS-")]
    [InlineData(SignalingState.Closed, "----", "----")]
    public void The_table_is_the_one_of_the_RFC(SignalingState state, string local, string remote)
    {
        SdpType[] types = [SdpType.Offer, SdpType.ProvisionalAnswer, SdpType.Answer, SdpType.Rollback];
        for (var i = 0; i < types.Length; i++)
        {
            SignalingTransitions.After(state, isLocal: true, types[i]).ShouldBe(Of(local[i]));
            SignalingTransitions.After(state, isLocal: false, types[i]).ShouldBe(Of(remote[i]));
        }
    }

    private static SignalingState? Of(char letter) => letter switch
    {
        'S' => SignalingState.Stable,
        'o' => SignalingState.HaveLocalOffer,
        'O' => SignalingState.HaveRemoteOffer,
        'p' => SignalingState.HaveLocalProvisionalAnswer,
        'P' => SignalingState.HaveRemoteProvisionalAnswer,
        _ => null,
    };
}
