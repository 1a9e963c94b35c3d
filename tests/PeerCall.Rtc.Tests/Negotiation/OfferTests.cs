using PeerCall.Rtc.Tests.Connection;
using PeerCall.Rtc.Tests.Sdp;

namespace PeerCall.Rtc.Tests.Negotiation;

/// <summary>Our offers, and what answers do to them.</summary>
public sealed class OfferTests
{
    [Fact]
    public async Task An_offer_has_one_section_for_data_channels_in_the_form_of_the_RFC()
    {
        var peer = new TestPeer();
        peer.Connection.CreateDataChannel("x");
        var offer = await peer.Connection.CreateOfferAsync();
        offer.Type.ShouldBe(SdpType.Offer);
        offer.Sdp.ShouldStartWith("v=0\r\no=- ");
        offer.Sdp.ShouldEndWith("\r\n");
        offer.Sdp.ShouldContain("a=group:BUNDLE 0\r\n");
        offer.Sdp.ShouldContain("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n");
        offer.Sdp.ShouldContain($"a=ice-ufrag:{peer.Transport.LocalParameters.UsernameFragment}\r\n");
        offer.Sdp.ShouldContain($"a=fingerprint:sha-256 {peer.Transport.LocalFingerprint.Value}\r\n");
        foreach (var line in new[] { "ice-options:trickle", "setup:actpass", "tls-id:", "sctp-port:5000", "max-message-size:262144" })
            offer.Sdp.ShouldContain("a=" + line);
    }

    [Fact]
    public async Task Without_channels_an_offer_is_empty_and_can_be_negotiated()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        await TestPeer.NegotiateAsync(left, right);
        SdpReaderTests.Read(left.Connection.CurrentLocalDescription!.Sdp).Media.ShouldBeEmpty();
        left.Connection.CreateDataChannel("x");
        left.IsNegotiationNeeded.ShouldBeTrue();
        await TestPeer.NegotiateAsync(left, right);
        left.Transport.Remote.ShouldNotBeNull();
        right.Transport.Remote.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_local_description_shows_the_candidates_found_so_far_and_one_of_them_as_the_default()
    {
        var peer = new TestPeer();
        peer.Connection.CreateDataChannel("x");
        await peer.Connection.SetLocalDescriptionAsync();
        peer.Connection.LocalDescription!.Sdp.ShouldNotContain("a=candidate");
        peer.Transport.Find("192.0.2.1", 4000);
        peer.Transport.Complete();
        var sdp = peer.Connection.LocalDescription!.Sdp;
        sdp.ShouldContain("m=application 4000 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 192.0.2.1\r\n");
        sdp.ShouldContain("192.0.2.1 4000 typ host\r\na=end-of-candidates\r\n");
    }

    [Fact]
    public async Task Places_names_and_roles_stay_and_the_version_rises()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        var first = SdpReaderTests.Read(left.Connection.LocalDescription!.Sdp);
        right.Transport.Remote!.IsDtlsClient.ShouldBeTrue();
        left.Transport.Remote!.IsDtlsClient.ShouldBeFalse();

        await TestPeer.NegotiateAsync(right, left);
        await TestPeer.NegotiateAsync(left, right);
        var second = SdpReaderTests.Read(left.Connection.LocalDescription!.Sdp);
        second.SessionId.ShouldBe(first.SessionId);
        second.SessionVersion.ShouldBeGreaterThan(first.SessionVersion);
        second.Media.ShouldHaveSingleItem().Mid.ShouldBe("0");
        // The one that was asked second time is the server still, and says so.
        left.Connection.CurrentLocalDescription!.Type.ShouldBe(SdpType.Offer);
        right.Transport.Remotes.ShouldAllBe(static remote => remote.IsDtlsClient);
        left.Transport.Remotes.ShouldAllBe(static remote => !remote.IsDtlsClient);
    }

    [Fact]
    public async Task Sections_that_were_rejected_stay_so_in_our_offers()
    {
        var peer = new TestPeer();
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, SdpFixtures.Read("firefox-153/call-data-offer")));
        await peer.Connection.SetLocalDescriptionAsync();
        var offer = SdpReaderTests.Read((await peer.Connection.CreateOfferAsync()).Sdp);
        offer.Media.Select(static media => media.IsRejected).ShouldBe([true, true, true, false]);
        offer.Media.Select(static media => media.Mid).ShouldBe(["0", "1", "2", "3"]);
    }

    [Fact]
    public async Task Data_that_comes_after_rejected_media_gets_a_new_section()
    {
        var peer = new TestPeer();
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, SdpFixtures.Read("chromium-156/call-offer")));
        await peer.Connection.SetLocalDescriptionAsync();
        peer.Connection.CreateDataChannel("x");
        peer.IsNegotiationNeeded.ShouldBeTrue();
        var offer = SdpReaderTests.Read((await peer.Connection.CreateOfferAsync()).Sdp);
        offer.Media.Select(static media => media.Mid).ShouldBe(["0", "1", "2", "3"]);
        offer.Media.Select(static media => media.IsRejected).ShouldBe([true, true, true, false]);
    }

    [Fact]
    public async Task A_section_that_was_refused_is_used_again_under_another_name()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        await right.Connection.SetLocalDescriptionAsync();
        var refusal = right.Connection.LocalDescription!.Sdp.Replace("m=application 9", "m=application 0", StringComparison.Ordinal);
        await left.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, refusal));
        left.Connection.SignalingState.ShouldBe(SignalingState.Stable);
        left.Transport.Remote.ShouldBeNull();
        left.IsNegotiationNeeded.ShouldBeFalse("what was refused is not offered again by itself");

        left.Connection.CreateDataChannel("y");
        left.IsNegotiationNeeded.ShouldBeTrue();
        var offer = SdpReaderTests.Read((await left.Connection.CreateOfferAsync()).Sdp);
        var data = offer.Media.ShouldHaveSingleItem();
        data.IsRejected.ShouldBeFalse();
        data.Mid.ShouldBe("1");
    }

    [Theory]
    [InlineData("a=setup:active", "a=setup:actpass")]
    [InlineData("a=setup:active", "a=setup:holdconn")]
    [InlineData("a=mid:0", "a=mid:1")]
    [InlineData("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=audio 9 UDP/TLS/RTP/SAVPF 0")]
    [InlineData("a=ice-pwd", "a=ice-password")]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:md5")]
    public async Task An_answer_that_does_not_fit_is_refused_and_a_good_one_still_counts(string before, string after)
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        await right.Connection.SetLocalDescriptionAsync();
        var good = right.Connection.LocalDescription!;
        await TestPeer.RefusedAsync(
            left.Connection.SetRemoteDescriptionAsync(good with { Sdp = good.Sdp.Replace(before, after, StringComparison.Ordinal) }),
            RtcErrorCode.InvalidAccess);
        left.Connection.SignalingState.ShouldBe(SignalingState.HaveLocalOffer);
        left.Transport.Remote.ShouldBeNull();
        await left.Connection.SetRemoteDescriptionAsync(good);
        left.Transport.Remote.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_certificate_in_a_later_description_is_refused(bool inAnswer)
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        await left.Connection.SetLocalDescriptionAsync();
        var other = left.Connection.LocalDescription!;
        if (inAnswer)
        {
            await right.Connection.SetRemoteDescriptionAsync(other);
            await right.Connection.SetLocalDescriptionAsync();
            other = right.Connection.LocalDescription!;
        }
        var at = other.Sdp.IndexOf("sha-256 ", StringComparison.Ordinal) + "sha-256 ".Length;
        other = other with { Sdp = string.Concat(other.Sdp.AsSpan(0, at), "EE:EE", other.Sdp.AsSpan(at + 5)) };
        var error = await TestPeer.RefusedAsync((inAnswer ? left : right).Connection.SetRemoteDescriptionAsync(other), RtcErrorCode.InvalidAccess);
        error.Message.ShouldContain("new peer connection");
    }

    [Fact]
    public async Task A_provisional_answer_starts_the_transport_and_the_final_one_ends_the_negotiation()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        var answer = await right.Connection.CreateAnswerAsync();
        await right.Connection.SetLocalDescriptionAsync(answer with { Type = SdpType.ProvisionalAnswer });
        right.Connection.SignalingState.ShouldBe(SignalingState.HaveLocalProvisionalAnswer);
        await left.Connection.SetRemoteDescriptionAsync(right.Connection.LocalDescription!);
        left.Connection.SignalingState.ShouldBe(SignalingState.HaveRemoteProvisionalAnswer);
        left.Transport.Remote.ShouldNotBeNull();
        right.Transport.Remote.ShouldNotBeNull();
        await TestPeer.RefusedAsync(
            left.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Rollback)), RtcErrorCode.InvalidState);

        await right.Connection.SetLocalDescriptionAsync();
        await left.Connection.SetRemoteDescriptionAsync(right.Connection.LocalDescription!);
        left.Connection.SignalingState.ShouldBe(SignalingState.Stable);
        right.Connection.SignalingState.ShouldBe(SignalingState.Stable);
    }
}
