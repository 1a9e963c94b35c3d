using System.Text.Json;
using PeerCall.Ice;
using PeerCall.Rtc.Connection;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Connection;

public sealed class PeerConnectionTests
{
    [Theory]
    [InlineData(false, IceConnectionState.New, DtlsState.New, ConnectionState.New)]
    [InlineData(false, IceConnectionState.Checking, DtlsState.New, ConnectionState.Connecting)]
    [InlineData(false, IceConnectionState.Connected, DtlsState.New, ConnectionState.Connecting)]
    [InlineData(false, IceConnectionState.Connected, DtlsState.Connecting, ConnectionState.Connecting)]
    [InlineData(false, IceConnectionState.Connected, DtlsState.Connected, ConnectionState.Connected)]
    [InlineData(false, IceConnectionState.Completed, DtlsState.Connected, ConnectionState.Connected)]
    [InlineData(false, IceConnectionState.Completed, DtlsState.Closed, ConnectionState.Connected)]
    [InlineData(false, IceConnectionState.Disconnected, DtlsState.Connected, ConnectionState.Disconnected)]
    [InlineData(false, IceConnectionState.Failed, DtlsState.Connected, ConnectionState.Failed)]
    [InlineData(false, IceConnectionState.Connected, DtlsState.Failed, ConnectionState.Failed)]
    [InlineData(false, IceConnectionState.Disconnected, DtlsState.Failed, ConnectionState.Failed)]
    [InlineData(false, IceConnectionState.Closed, DtlsState.Closed, ConnectionState.New)]
    [InlineData(true, IceConnectionState.Connected, DtlsState.Connected, ConnectionState.Closed)]
    public void The_state_is_that_of_W3C(bool isClosed, IceConnectionState ice, DtlsState dtls, ConnectionState state) =>
        StateAggregation.Of(isClosed, ice, dtls).ShouldBe(state);

    [Fact]
    public async Task States_are_told_once_each_and_can_be_waited_for()
    {
        var peer = new TestPeer();
        var connected = peer.Connection.WaitForStateAsync(ConnectionState.Connected);
        peer.Transport.Enter(IceConnectionState.Checking, DtlsState.New);
        peer.Transport.Enter(IceConnectionState.Connected, DtlsState.Connecting);
        connected.IsCompleted.ShouldBeFalse();
        peer.Transport.Enter(IceConnectionState.Completed, DtlsState.Connected);
        await connected;
        var failed = peer.Connection.WaitForStateAsync(ConnectionState.Failed);
        await peer.Connection.CloseAsync();
        await TestPeer.RefusedAsync(failed, RtcErrorCode.InvalidState);
        (await peer.Connection.ConnectionStates.ToListAsync()).ShouldBe([ConnectionState.Connecting, ConnectionState.Connected, ConnectionState.Closed]);
    }

    [Fact]
    public async Task Candidates_come_with_section_and_generation_and_null_ends_them()
    {
        var peer = new TestPeer();
        peer.Connection.CreateDataChannel("x");
        await peer.Connection.SetLocalDescriptionAsync();
        peer.Transport.Find("192.0.2.1", 4000);
        peer.Transport.Complete();
        await peer.Connection.CloseAsync();
        var candidates = await peer.Connection.LocalCandidates.ToListAsync();
        candidates.Count.ShouldBe(2);
        var first = candidates[0].ShouldNotBeNull();
        first.SdpMid.ShouldBe("0");
        first.SdpMLineIndex.ShouldBe(0);
        first.UsernameFragment.ShouldBe(peer.Transport.LocalParameters.UsernameFragment);
        first.Candidate.ShouldStartWith("candidate:");
        candidates[1].ShouldBeNull();
    }

    [Fact]
    public async Task Channels_and_errors_are_told()
    {
        var peer = new TestPeer();
        var channel = peer.Transport.OpenFromAfar();
        var error = new IceCandidateError("stun:stun.example.org", 701, "unreachable");
        peer.Transport.Fail(error);
        await peer.Connection.CloseAsync();
        (await peer.Connection.DataChannels.ToListAsync()).ShouldBe([channel]);
        (await peer.Connection.CandidateErrors.ToListAsync()).ShouldBe([error]);
    }

    [Fact]
    public async Task After_closing_nothing_can_be_done_and_closing_again_is_nothing()
    {
        var peer = new TestPeer();
        await peer.Connection.CloseAsync();
        await peer.Connection.DisposeAsync();
        peer.Transport.IsClosed.ShouldBeTrue();
        peer.Transport.IsDisposed.ShouldBeTrue();
        peer.Connection.SignalingState.ShouldBe(SignalingState.Closed);
        peer.Connection.ConnectionState.ShouldBe(ConnectionState.Closed);
        peer.Connection.IceConnectionState.ShouldBe(IceConnectionState.Closed);
        await TestPeer.RefusedAsync(peer.Connection.CreateOfferAsync(), RtcErrorCode.InvalidState);
        await TestPeer.RefusedAsync(peer.Connection.SetLocalDescriptionAsync(), RtcErrorCode.InvalidState);
        await TestPeer.RefusedAsync(peer.Connection.AddIceCandidateAsync(null), RtcErrorCode.InvalidState);
        Should.Throw<RtcException>(() => peer.Connection.CreateDataChannel("x")).Code.ShouldBe(RtcErrorCode.InvalidState);
        peer.Connection.RestartIce();
        (await peer.Connection.GetStatsAsync()).Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_cancelled_operation_does_nothing()
    {
        var peer = new TestPeer();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(peer.Connection.SetLocalDescriptionAsync(null, cancelled.Token));
        peer.Connection.SignalingState.ShouldBe(SignalingState.Stable);
    }

    [Fact]
    public void An_offer_is_due_with_the_first_channel_and_only_then()
    {
        var peer = new TestPeer();
        peer.IsNegotiationNeeded.ShouldBeFalse();
        peer.Connection.RestartIce();
        peer.IsNegotiationNeeded.ShouldBeFalse("there is nothing to restart");
        peer.Connection.CreateDataChannel("x");
        peer.Connection.CreateDataChannel("y");
        peer.IsNegotiationNeeded.ShouldBeTrue();
        peer.IsNegotiationNeeded.ShouldBeFalse();
    }

    [Theory]
    [InlineData(IceConnectionState.Connected, false, false)]
    [InlineData(IceConnectionState.Connected, true, true)]
    [InlineData(IceConnectionState.Disconnected, false, true)]
    [InlineData(IceConnectionState.Failed, false, true)]
    public async Task An_address_that_went_makes_a_restart_due_if_the_path_went_with_it(IceConnectionState ice, bool isPathLost, bool isDue)
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        left.Transport.Enter(ice, DtlsState.Connected);
        left.Transport.LoseAddress(isPathLost);
        left.IsNegotiationNeeded.ShouldBe(isDue);
    }

    [Fact]
    public async Task A_channel_that_is_made_while_an_offer_is_open_needs_no_other()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        left.IsNegotiationNeeded.ShouldBeTrue();
        await left.Connection.SetLocalDescriptionAsync();
        left.Connection.CreateDataChannel("y");
        await right.Connection.SetRemoteDescriptionAsync(left.Connection.LocalDescription!);
        right.Connection.CreateDataChannel("z");
        await right.Connection.SetLocalDescriptionAsync();
        await left.Connection.SetRemoteDescriptionAsync(right.Connection.LocalDescription!);
        left.IsNegotiationNeeded.ShouldBeFalse();
        right.IsNegotiationNeeded.ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://example.org", null, RtcErrorCode.Syntax)]
    [InlineData("turns:example.org?transport=udp", "user", RtcErrorCode.Syntax)]
    [InlineData("turn:example.org", null, RtcErrorCode.InvalidAccess)]
    public void A_bad_server_is_refused_when_it_is_given(string url, string? user, RtcErrorCode code)
    {
        var server = new IceServer { Urls = [url], Username = user, Credential = user };
        Should.Throw<RtcException>(() => new TestPeer(new PeerConnectionOptions { IceServers = [server] })).Code.ShouldBe(code);
        var peer = new TestPeer();
        Should.Throw<RtcException>(() => peer.Connection.SetConfiguration(peer.Connection.Configuration with { IceServers = [server] })).Code.ShouldBe(code);
    }

    [Fact]
    public void Servers_and_policy_can_be_changed_and_nothing_else()
    {
        var peer = new TestPeer();
        var fresh = peer.Connection.Configuration with
        {
            IceServers = [new IceServer { Urls = ["turn:turn.example.org"], Username = "u", Credential = "c" }],
            IceTransportPolicy = IceTransportPolicy.Relay,
        };
        peer.Connection.SetConfiguration(fresh);
        peer.Transport.Configuration!.RelayOnly.ShouldBeTrue();
        peer.Transport.Configuration.Servers.ShouldBe(fresh.IceServers);
        Should.Throw<RtcException>(() => peer.Connection.SetConfiguration(fresh with { IncludeLoopback = true })).Code.ShouldBe(RtcErrorCode.InvalidModification);
        Should.Throw<ArgumentException>(() => new TestPeer(new PeerConnectionOptions { MinPort = 10, MaxPort = 9 }));
    }

    [Fact]
    public async Task Only_the_description_that_was_made_last_can_be_set()
    {
        var peer = new TestPeer();
        peer.Connection.CreateDataChannel("x");
        var first = await peer.Connection.CreateOfferAsync();
        var second = await peer.Connection.CreateOfferAsync();
        await TestPeer.RefusedAsync(peer.Connection.SetLocalDescriptionAsync(first), RtcErrorCode.InvalidModification);
        await TestPeer.RefusedAsync(peer.Connection.SetLocalDescriptionAsync(second with { Sdp = second.Sdp + "a=x\r\n" }), RtcErrorCode.InvalidModification);
        await peer.Connection.SetLocalDescriptionAsync(second);
        await TestPeer.RefusedAsync(peer.Connection.SetLocalDescriptionAsync(new SessionDescription(SdpType.Answer)), RtcErrorCode.InvalidState);
        peer.Connection.PendingLocalDescription!.Sdp.ShouldBe(second.Sdp);
    }

    [Fact]
    public async Task What_is_set_without_a_text_is_up_to_date_whatever_was_created_before()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        await left.Connection.CreateOfferAsync();
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        left.Transport.Remote.ShouldNotBeNull();

        await left.Connection.CreateOfferAsync();
        left.Connection.RestartIce();
        await TestPeer.NegotiateAsync(left, right);
        left.Transport.Restarts.ShouldBe(1);
        right.Transport.Remote!.Ice.ShouldBe(left.Transport.LocalParameters);
    }

    [Fact]
    public void Descriptions_and_candidates_are_JSON_as_browsers_write_it_and_text_without_contents()
    {
        JsonSerializer.Serialize(new SessionDescription(SdpType.ProvisionalAnswer, "v=0")).ShouldBe("""{"type":"pranswer","sdp":"v=0"}""");
        JsonSerializer.Deserialize<SessionDescription>("""{"type":"offer","sdp":"v=0"}""").ShouldBe(new SessionDescription(SdpType.Offer, "v=0"));
        JsonSerializer.Serialize(new IceCandidate("candidate:", "0", 0, "abcd"))
            .ShouldBe("""{"candidate":"candidate:","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}""");
        new SessionDescription(SdpType.Offer, "secret").ToString().ShouldNotContain("secret");
    }
}
