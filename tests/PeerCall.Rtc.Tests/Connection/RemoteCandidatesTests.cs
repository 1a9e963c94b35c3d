using PeerCall.Rtc.Tests.Sdp;

namespace PeerCall.Rtc.Tests.Connection;

public sealed class RemoteCandidatesTests
{
    private const string Line = "candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host";

    [Fact]
    public async Task Candidates_before_the_description_wait_for_it()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0", 0));
        await right.Connection.AddIceCandidateAsync(new IceCandidate(Line, "no such section"));
        await right.Connection.AddIceCandidateAsync(null);
        right.Transport.RemoteCandidates.ShouldBeEmpty();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        right.Transport.RemoteCandidates.ShouldHaveSingleItem().UsernameFragment.ShouldBe(left.Transport.LocalParameters.UsernameFragment);
        right.Transport.RemoteEnds.ShouldBe(0);
        await right.Connection.SetLocalDescriptionAsync();
        right.Transport.RemoteEnds.ShouldBe(1);
    }

    [Fact]
    public async Task No_more_than_100_wait()
    {
        var peer = new TestPeer();
        for (var i = 0; i < 100; i++)
            await peer.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0"));
        await TestPeer.RefusedAsync(peer.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0")), RtcErrorCode.Operation);
    }

    [Theory]
    [InlineData("0", null, null, true)]
    [InlineData(null, 0, null, true)]
    [InlineData("0", 7, null, true)]
    [InlineData("1", null, null, false)]
    [InlineData(null, 1, null, false)]
    [InlineData(null, -1, null, false)]
    [InlineData("0", null, "nobody", false)]
    public async Task A_candidate_names_its_section_and_its_generation(string? mid, int? index, string? fragment, bool isTaken)
    {
        var (left, right) = await NegotiatedAsync();
        var adding = right.Connection.AddIceCandidateAsync(new IceCandidate(Line, mid, index, fragment));
        if (isTaken)
            await adding;
        else
            await TestPeer.RefusedAsync(adding, RtcErrorCode.Operation);
        right.Transport.RemoteCandidates.Count.ShouldBe(isTaken ? 1 : 0);
    }

    [Fact]
    public async Task The_fragment_in_the_line_counts_as_well()
    {
        var (left, right) = await NegotiatedAsync();
        await right.Connection.AddIceCandidateAsync(new IceCandidate($"{Line} ufrag {left.Transport.LocalParameters.UsernameFragment}", "0"));
        await TestPeer.RefusedAsync(right.Connection.AddIceCandidateAsync(new IceCandidate(Line + " ufrag nobody", "0")), RtcErrorCode.Operation);
    }

    [Theory]
    [InlineData("candidate:1 1 udp 2130706431 example.com 4000 typ host", true)]
    [InlineData("candidate:1 1 sctp 2130706431 192.0.2.1 4000 typ host", true)]
    [InlineData("a=candidate:1 1 udp 2130706431 192.0.2.1 4000 typ future", true)]
    [InlineData("rubbish", false)]
    public async Task What_is_of_no_use_is_no_error_and_what_is_no_candidate_is(string line, bool isTaken)
    {
        var (_, right) = await NegotiatedAsync();
        var adding = right.Connection.AddIceCandidateAsync(new IceCandidate(line, "0"));
        if (isTaken)
            await adding;
        else
            await TestPeer.RefusedAsync(adding, RtcErrorCode.Operation);
        right.Transport.RemoteCandidates.ShouldBeEmpty();
    }

    [Fact]
    public async Task Candidates_of_rejected_sections_go_nowhere_unless_they_share_the_transport()
    {
        var peer = new TestPeer();
        var text = SdpFixtures.Read("chromium-156/call-data-offer");
        var offer = SdpReaderTests.Read(text);
        await peer.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, text));
        await peer.Connection.SetLocalDescriptionAsync();
        peer.Transport.RemoteCandidates.Clear();
        await peer.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0", 0, offer.Media[0].Ice!.UsernameFragment));
        peer.Transport.RemoteCandidates.Count.ShouldBe(offer.Media[0].Ice == offer.Media[3].Ice ? 1 : 0);

        var separate = new TestPeer();
        text = text.Replace("a=ice-ufrag:" + offer.Media[3].Ice!.UsernameFragment, "a=ice-ufrag:Other", StringComparison.Ordinal);
        var at = text.IndexOf("m=application", StringComparison.Ordinal);
        text = text[..at] + text[at..].Replace("a=ice-ufrag:Other", "a=ice-ufrag:Data", StringComparison.Ordinal);
        await separate.Connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, text));
        await separate.Connection.SetLocalDescriptionAsync();
        separate.Transport.RemoteCandidates.Clear();
        await separate.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0", 0, "Other"));
        await separate.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0"));
        separate.Transport.RemoteCandidates.ShouldBeEmpty();
        await separate.Connection.AddIceCandidateAsync(new IceCandidate(Line, "3", 3, "Data"));
        separate.Transport.RemoteCandidates.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Candidates_of_a_restart_belong_to_it_also_before_it_is_answered()
    {
        var (left, right) = await NegotiatedAsync();
        var before = left.Transport.LocalParameters.UsernameFragment;
        left.Connection.RestartIce();
        await left.Connection.SetLocalDescriptionAsync();
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        await right.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0"));
        await right.Connection.AddIceCandidateAsync(new IceCandidate("", "0", 0));
        right.Transport.RemoteCandidates.ShouldHaveSingleItem().UsernameFragment.ShouldBe(left.Transport.LocalParameters.UsernameFragment);
        right.Transport.RemoteEnds.ShouldBe(0, "the end is that of the new generation");
        await right.Connection.AddIceCandidateAsync(new IceCandidate(Line, "0", 0, before));
        right.Transport.RemoteCandidates[1].UsernameFragment.ShouldBe(before);
        await right.Connection.SetLocalDescriptionAsync();
        right.Transport.RemoteEnds.ShouldBe(1);
    }

    [Fact]
    public async Task A_candidate_without_a_section_is_a_mistake_of_the_caller()
    {
        var peer = new TestPeer();
        await Should.ThrowAsync<ArgumentException>(() => peer.Connection.AddIceCandidateAsync(new IceCandidate(Line)));
    }

    private static async Task<(TestPeer Left, TestPeer Right)> NegotiatedAsync()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        return (left, right);
    }
}
