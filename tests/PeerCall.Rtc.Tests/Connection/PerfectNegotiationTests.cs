namespace PeerCall.Rtc.Tests.Connection;

public sealed class PerfectNegotiationTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Two_ends_that_offer_at_once_agree_by_themselves()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        right.Connection.CreateDataChannel("y");
        await using var impolite = new PerfectNegotiation(left.Connection, isPolite: false);
        await using var polite = new PerfectNegotiation(right.Connection, isPolite: true);
        var carrying = Task.WhenAll(CarryAsync(impolite, polite), CarryAsync(polite, impolite));
        while (left.Transport.Remote is null || right.Transport.Remote is null)
            await Task.Delay(1, deadline.Token);
        left.Transport.Find("192.0.2.1", 4000);
        while (right.Transport.RemoteCandidates.Count == 0)
            await Task.Delay(1, deadline.Token);
        left.Transport.Remote.Ice.ShouldBe(right.Transport.LocalParameters);
        await left.Connection.CloseAsync();
        await right.Connection.CloseAsync();
        await carrying.WaitAsync(deadline.Token);
    }

    [Fact]
    public async Task The_candidates_of_an_offer_follow_it()
    {
        var peer = new TestPeer();
        await using var negotiation = new PerfectNegotiation(peer.Connection, isPolite: true, isPumped: false);
        peer.Connection.CreateDataChannel("x");
        await negotiation.StepAsync();
        peer.Transport.Find("192.0.2.1", 4000);
        peer.Transport.Complete();
        await negotiation.StepAsync();
        negotiation.OutgoingMessages.TryRead(out var first).ShouldBeTrue();
        first.Description!.Type.ShouldBe(SdpType.Offer);
        negotiation.OutgoingMessages.TryRead(out var second).ShouldBeTrue();
        second.Candidate.ShouldNotBeNull();
        negotiation.OutgoingMessages.TryRead(out var third).ShouldBeTrue();
        third.IsEndOfCandidates.ShouldBeTrue();
        await negotiation.RepeatOfferAsync();
        negotiation.OutgoingMessages.TryRead(out var again).ShouldBeTrue();
        again.Description!.Sdp.ShouldContain("192.0.2.1 4000");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_polite_end_keeps_the_candidates_of_a_restart_until_it_is_answered(bool isAnswered)
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        await using var polite = new PerfectNegotiation(left.Connection, isPolite: true, isPumped: false);
        left.Connection.RestartIce();
        await polite.StepAsync();
        polite.OutgoingMessages.TryRead(out var offer).ShouldBeTrue();
        left.Transport.Find("192.0.2.1", 4000);
        await polite.StepAsync();
        polite.OutgoingMessages.TryRead(out _).ShouldBeFalse();

        if (isAnswered)
        {
            await right.Connection.SetRemoteDescriptionAsync(offer.Description!);
            await right.Connection.SetLocalDescriptionAsync();
        }
        else
        {
            right.Connection.RestartIce();
            await right.Connection.SetLocalDescriptionAsync();
        }
        await polite.ReceiveAsync(new SignalingMessage { Description = right.Connection.LocalDescription });

        polite.OutgoingMessages.TryRead(out var next).ShouldBeTrue();
        (next.Candidate is not null).ShouldBe(isAnswered);
        (next.Description?.Type is SdpType.Answer).ShouldBe(!isAnswered);
        polite.OutgoingMessages.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_that_nobody_waits_for_and_a_candidate_that_fits_nothing_cost_nothing()
    {
        var (left, right) = (new TestPeer(), new TestPeer());
        left.Connection.CreateDataChannel("x");
        await TestPeer.NegotiateAsync(left, right);
        await using var negotiation = new PerfectNegotiation(left.Connection, isPolite: false, isPumped: false);
        await negotiation.ReceiveAsync(new SignalingMessage { Description = right.Connection.LocalDescription });
        await negotiation.ReceiveAsync(new SignalingMessage { Candidate = new IceCandidate("candidate:", "9") });
        await negotiation.ReceiveAsync(new SignalingMessage { Candidate = new IceCandidate("candidate:") });
        left.Connection.SignalingState.ShouldBe(SignalingState.Stable);
        await TestPeer.RefusedAsync(
            negotiation.ReceiveAsync(new SignalingMessage { Description = new SessionDescription(SdpType.Offer, "rubbish") }), RtcErrorCode.Syntax);
    }

    private static async Task CarryAsync(PerfectNegotiation from, PerfectNegotiation to)
    {
        await foreach (var message in from.Outgoing)
        {
            try
            {
                await to.ReceiveAsync(message);
            }
            catch (RtcException error) when (error.Code is RtcErrorCode.InvalidState)
            {
                // The other end was closed meanwhile.
            }
        }
    }
}
