using PeerCall.Rtc.Tests.Connection;

namespace PeerCall.Rtc.Tests.Negotiation;

public sealed class RollbackTests
{
    private static readonly SessionDescription Rollback = new(SdpType.Rollback);

    [Fact]
    public async Task A_local_offer_can_be_taken_back_and_is_due_again()
    {
        var peer = new TestPeer();
        peer.Connection.CreateDataChannel("x");
        peer.IsNegotiationNeeded.ShouldBeTrue();
        await peer.Connection.SetLocalDescriptionAsync();
        await peer.Connection.SetLocalDescriptionAsync(Rollback);
        peer.Connection.SignalingState.ShouldBe(SignalingState.Stable);
        peer.Connection.LocalDescription.ShouldBeNull();
        peer.IsNegotiationNeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_remote_offer_can_be_taken_back()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        await right.Connection.SetRemoteDescriptionAsync(Rollback);
        right.Connection.SignalingState.ShouldBe(SignalingState.Stable);
        right.Connection.RemoteDescription.ShouldBeNull();
        right.Transport.Remote.ShouldBeNull();
        await TestPeer.RefusedAsync(right.Connection.CreateAnswerAsync(), RtcErrorCode.InvalidState);
    }

    [Fact]
    public async Task In_stable_there_is_nothing_to_take_back()
    {
        var peer = new TestPeer();
        await TestPeer.RefusedAsync(peer.Connection.SetLocalDescriptionAsync(Rollback), RtcErrorCode.InvalidState);
        await TestPeer.RefusedAsync(peer.Connection.SetRemoteDescriptionAsync(Rollback), RtcErrorCode.InvalidState);
    }

    [Fact]
    public async Task An_offer_of_the_other_end_takes_ours_back()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        right.Connection.CreateDataChannel("y");
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetLocalDescriptionAsync();
        await left.Connection.SetRemoteDescriptionAsync(right.Connection.LocalDescription!);
        left.Connection.SignalingState.ShouldBe(SignalingState.HaveRemoteOffer);
        left.Connection.PendingLocalDescription.ShouldBeNull();
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        left.Transport.Remote!.IsDtlsClient.ShouldBeTrue();
        right.Transport.Remote!.IsDtlsClient.ShouldBeFalse();
        left.IsNegotiationNeeded.ShouldBeFalse("the other end's offer has brought the section");
    }

    [Fact]
    public async Task A_restart_in_an_offer_that_is_taken_back_is_taken_back_too_and_due_again()
    {
        var (left, right) = await ConnectedAsync();
        left.Connection.RestartIce();
        left.IsNegotiationNeeded.ShouldBeTrue();
        var before = left.Transport.LocalParameters;
        await left.Connection.SetLocalDescriptionAsync();
        left.Transport.LocalParameters.ShouldNotBe(before);
        left.Connection.LocalDescription!.Sdp.ShouldContain(left.Transport.LocalParameters.UsernameFragment);

        await right.Connection.SetLocalDescriptionAsync();
        await left.Connection.SetRemoteDescriptionAsync(right.Connection.LocalDescription!);
        left.Transport.LocalParameters.ShouldBe(before);
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        left.Connection.LocalDescription!.Sdp.ShouldContain(before.UsernameFragment);
        left.IsNegotiationNeeded.ShouldBeTrue("the restart was not negotiated");

        await TestPeer.NegotiateAsync(left, right);
        left.Transport.LocalParameters.ShouldNotBe(before);
        left.IsNegotiationNeeded.ShouldBeFalse();
        right.Transport.Remote!.Ice.ShouldBe(left.Transport.LocalParameters);
        left.Transport.Remote!.Ice.ShouldBe(right.Transport.LocalParameters);
    }

    [Fact]
    public async Task A_restart_in_an_offer_that_was_made_and_not_set_does_not_get_into_an_answer()
    {
        var (left, right) = await ConnectedAsync();
        var before = left.Transport.LocalParameters;
        left.Connection.RestartIce();
        var unused = await left.Connection.CreateOfferAsync();
        await TestPeer.NegotiateAsync(right, left);
        left.Connection.LocalDescription!.Sdp.ShouldContain(before.UsernameFragment);
        left.IsNegotiationNeeded.ShouldBeTrue();
        await TestPeer.RefusedAsync(left.Connection.SetLocalDescriptionAsync(unused), RtcErrorCode.InvalidModification);
    }

    [Fact]
    public async Task The_other_ends_restart_that_is_taken_back_leaves_the_generation_before()
    {
        var (left, right) = await ConnectedAsync();
        var before = right.Transport.LocalParameters;
        left.Connection.RestartIce();
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        await right.Connection.CreateAnswerAsync();
        right.Transport.LocalParameters.ShouldNotBe(before);
        await right.Connection.SetRemoteDescriptionAsync(Rollback);
        right.Transport.LocalParameters.ShouldBe(before);
    }

    [Fact]
    public async Task A_restart_that_cannot_be_taken_back_is_followed_by_another()
    {
        var (left, right) = await ConnectedAsync();
        left.Transport.KeepsPrevious = false;
        left.Connection.RestartIce();
        left.IsNegotiationNeeded.ShouldBeTrue();
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetLocalDescriptionAsync();
        await left.Connection.SetRemoteDescriptionAsync(right.Connection.LocalDescription!);
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        left.IsNegotiationNeeded.ShouldBeTrue();
        await TestPeer.NegotiateAsync(left, right);
        left.IsNegotiationNeeded.ShouldBeFalse();
        right.Transport.Remote!.Ice.ShouldBe(left.Transport.LocalParameters);
    }

    private static async Task<(TestPeer Left, TestPeer Right)> ConnectedAsync()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        _ = left.IsNegotiationNeeded;
        return (left, right);
    }
}
