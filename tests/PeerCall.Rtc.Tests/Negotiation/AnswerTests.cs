using PeerCall.Rtc.Tests.Connection;
using PeerCall.Rtc.Tests.Sdp;

namespace PeerCall.Rtc.Tests.Negotiation;

/// <summary>Our answers to what other stacks offer.</summary>
public sealed class AnswerTests
{
    public static TheoryData<string> Offers =>
        [.. SdpFixtures.All.Where(static name => name.EndsWith("-offer", StringComparison.Ordinal) || name.EndsWith("-restart", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Offers))]
    public async Task Data_is_accepted_and_media_rejected_at_their_places(string name)
    {
        var peer = new TestPeer();
        var text = SdpFixtures.Read(name);
        var offer = SdpReaderTests.Read(text);
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, text));
        await peer.Connection.SetLocalDescriptionAsync();
        var answer = SdpReaderTests.Read(peer.Connection.LocalDescription!.Sdp);

        answer.Media.Count.ShouldBe(offer.Media.Count);
        for (var i = 0; i < offer.Media.Count; i++)
        {
            var (ours, theirs) = (answer.Media[i], offer.Media[i]);
            (ours.Kind, ours.Mid, ours.Protocol, ours.Formats).ShouldBe((theirs.Kind, theirs.Mid, theirs.Protocol, theirs.Formats));
            ours.IsRejected.ShouldBe(!theirs.IsData);
            ours.Form.ShouldBe(theirs.Form);
        }
        if (offer.Media.FirstOrDefault(static media => media.IsData) is not { } data)
        {
            peer.Transport.Remote.ShouldBeNull();
            peer.Transport.GatheringState.ShouldBe(IceGatheringState.New);
            return;
        }
        answer.BundleGroups.ShouldBe(offer.BundleGroups.Count == 0 ? [] : [[data.Mid!]]);
        peer.Transport.Remote.ShouldNotBeNull().Ice.ShouldBe(data.Ice);
        peer.Transport.Remote!.Fingerprints.ShouldBe(data.Fingerprints);
        peer.Transport.Remote.MaxMessageSize.ShouldBe(data.MaxMessageSize);
        peer.Transport.Remote.SctpPort.ShouldBe(data.SctpPort);
        peer.Transport.Remote.IsIceLite.ShouldBe(offer.IsIceLite);
        peer.Transport.RemoteCandidates.Count.ShouldBe((data.Candidates.Count == 0 ? offer.Media[0] : data).Candidates.Count);
        peer.Transport.RemoteEnds.ShouldBe(data.IsEndOfCandidates || offer.Media[0].IsEndOfCandidates ? 1 : 0);
    }

    [Fact]
    public async Task A_legacy_offer_gets_a_legacy_answer()
    {
        var answer = await AnswerAsync(SdpFixtures.Read("aiortc-1.4/data-offer"));
        answer.ShouldContain("m=application 9 DTLS/SCTP 5000\r\n");
        answer.ShouldContain("a=sctpmap:5000 webrtc-datachannel 65535\r\n");
        answer.ShouldContain("a=max-message-size:262144\r\n");
        answer.ShouldNotContain("sctp-port");
    }

    [Theory]
    [InlineData("actpass", "active", true)]
    [InlineData("active", "passive", false)]
    [InlineData("passive", "active", true)]
    public async Task The_DTLS_role_follows_the_offer(string offered, string answered, bool isClient)
    {
        var peer = new TestPeer();
        var text = SdpFixtures.Read("chromium-156/data-offer").Replace("a=setup:actpass", "a=setup:" + offered, StringComparison.Ordinal);
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, text));
        await peer.Connection.SetLocalDescriptionAsync();
        peer.Connection.LocalDescription!.Sdp.ShouldContain($"a=setup:{answered}\r\n");
        peer.Transport.Remote!.IsDtlsClient.ShouldBe(isClient);
    }

    [Theory]
    [InlineData("a=setup:actpass", "a=setup:holdconn")]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:sha-1")]
    [InlineData("a=ice-ufrag:", "a=ice-ufragment:")]
    public async Task What_cannot_be_used_is_refused_and_changes_nothing(string before, string after)
    {
        var peer = new TestPeer();
        peer.Connection.CreateDataChannel("x");
        await peer.Connection.SetLocalDescriptionAsync();
        var text = SdpFixtures.Read("chromium-156/data-offer").Replace(before, after, StringComparison.Ordinal);
        await TestPeer.RefusedAsync(
            peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, text)), RtcErrorCode.InvalidAccess);
        peer.Connection.SignalingState.ShouldBe(SignalingState.HaveLocalOffer);
        peer.Connection.RemoteDescription.ShouldBeNull();
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_with_its_line()
    {
        var peer = new TestPeer();
        var text = SdpFixtures.Read("chromium-156/data-offer").Replace("a=mid:0", "a=mid:", StringComparison.Ordinal);
        var error = await TestPeer.RefusedAsync(
            peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, text)), RtcErrorCode.Syntax);
        error.SdpLineNumber.ShouldBe(17);
    }

    [Fact]
    public async Task The_first_of_two_data_sections_is_taken()
    {
        var text = SdpFixtures.Read("chromium-156/data-offer");
        var section = text[text.IndexOf("m=application", StringComparison.Ordinal)..];
        var answer = SdpReaderTests.Read(await AnswerAsync(text + section.Replace("a=mid:0", "a=mid:1", StringComparison.Ordinal)));
        answer.Media[0].IsRejected.ShouldBeFalse();
        answer.Media[1].IsRejected.ShouldBeTrue();
    }

    [Fact]
    public async Task An_sctp_port_of_0_is_a_section_that_is_not_wanted()
    {
        var answer = SdpReaderTests.Read(await AnswerAsync(
            SdpFixtures.Read("chromium-156/data-offer").Replace("a=sctp-port:5000", "a=sctp-port:0", StringComparison.Ordinal)));
        answer.Media[0].Port.ShouldBe((ushort)0);
    }

    [Fact]
    public async Task What_the_tagged_section_says_for_a_bundle_counts_for_the_data_section()
    {
        var text = SdpFixtures.Read("chromium-156/max-bundle-offer");
        var at = text.IndexOf("m=application", StringComparison.Ordinal);
        var data = string.Join("\r\n", text[at..].Split("\r\n").Where(static line =>
            !line.StartsWith("a=ice", StringComparison.Ordinal) && !line.StartsWith("a=fingerprint", StringComparison.Ordinal)
            && !line.StartsWith("a=setup", StringComparison.Ordinal) && !line.StartsWith("a=candidate", StringComparison.Ordinal)));
        var peer = new TestPeer();
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, text[..at] + data));
        await peer.Connection.SetLocalDescriptionAsync();
        var tagged = SdpReaderTests.Read(text).Media[0];
        peer.Transport.Remote!.Ice.ShouldBe(tagged.Ice);
        peer.Transport.Remote.Fingerprints.ShouldBe(tagged.Fingerprints);
        peer.Transport.RemoteCandidates.Count.ShouldBe(tagged.Candidates.Count);
    }

    [Fact]
    public async Task A_call_without_data_is_answered_with_all_rejected_and_works_when_data_comes_later()
    {
        var peer = new TestPeer();
        var first = SdpFixtures.Read("chromium-156/call-data-offer");
        var at = first.IndexOf("m=application", StringComparison.Ordinal);
        var media = first[..at].Replace("BUNDLE 0 1 2 3", "BUNDLE 0 1 2", StringComparison.Ordinal);
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, media));
        await peer.Connection.SetLocalDescriptionAsync();
        SdpReaderTests.Read(peer.Connection.LocalDescription!.Sdp).Media.ShouldAllBe(static section => section.IsRejected);
        // Empty, and there: a browser that bundles everything takes no other answer.
        peer.Connection.LocalDescription.Sdp.ShouldContain("a=group:BUNDLE\r\n");
        peer.Connection.SignalingState.ShouldBe(SignalingState.Stable);
        peer.Connection.ConnectionState.ShouldBe(ConnectionState.New);

        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, first));
        await peer.Connection.SetLocalDescriptionAsync();
        var answer = SdpReaderTests.Read(peer.Connection.LocalDescription!.Sdp);
        answer.Media.Select(static section => section.IsRejected).ShouldBe([true, true, true, false]);
        answer.BundleGroups.ShouldHaveSingleItem().ShouldBe(["3"]);
        peer.Transport.Remote.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_tls_id_is_answered_with_ours_and_only_then()
    {
        var text = SdpFixtures.Read("chromium-156/data-offer");
        (await AnswerAsync(text)).ShouldNotContain("a=tls-id");
        (await AnswerAsync(text + "a=tls-id:abcdefghijklmnopqrstuvwxyz\r\n")).ShouldContain("a=tls-id:");
    }

    private static async Task<string> AnswerAsync(string offer)
    {
        var peer = new TestPeer();
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await peer.Connection.SetLocalDescriptionAsync();
        return peer.Connection.LocalDescription!.Sdp;
    }
}
