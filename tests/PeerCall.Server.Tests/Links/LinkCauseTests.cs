using PeerCall.Server.Links;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Tests.Links;

/// <summary>One cause out of what both ends say and how the link has ended.</summary>
public class LinkCauseTests
{
    public static TheoryData<string> Codes => [.. CauseCodes.All];

    [Theory]
    [InlineData("failed", "no-common-path", "failed", "turn-unreachable", "turn-unreachable")]
    [InlineData("failed", "peer-gone", "connected", "ok", "peer-gone")]
    [InlineData("failed", "dtls-failed", "failed", "no-common-path", "dtls-failed")]
    [InlineData("failed", "no-common-path", "connected", "permission-denied", "no-common-path")]
    [InlineData("failed", "udp-blocked", "failed", "no-common-path", "udp-blocked")]
    [InlineData("connected", "permission-denied", "connected", "udp-blocked", "permission-denied")]
    [InlineData("connected", "udp-blocked", "connected", "relay-forced", "udp-blocked")]
    [InlineData("connected", "relay-forced", "connected", "ok", "relay-forced")]
    [InlineData("connected", "ok", "connecting", null, "ok")]
    [InlineData("connected", null, "connected", null, "ok")]
    [InlineData("connecting", null, "new", null, null)]
    public void The_graver_of_both_counts(string state, string? cause, string otherState, string? otherCause, string? expected)
    {
        var one = new LinkReport { State = state, Cause = cause };
        var other = new LinkReport { State = otherState, Cause = otherCause };
        LinkCause.Of(one, other, reason: null).ShouldBe(expected);
        LinkCause.Of(other, one, LeaveReason.Left).ShouldBe(expected);
    }

    [Theory]
    [InlineData(LeaveReason.TimedOut, "ok", "signaling-lost")]
    [InlineData(LeaveReason.Removed, "ok", "signaling-refused")]
    [InlineData(LeaveReason.TimedOut, "device-busy", "signaling-lost")]
    [InlineData(LeaveReason.TimedOut, "turn-expired", "turn-expired")]
    [InlineData(LeaveReason.Removed, "no-common-path", "no-common-path")]
    [InlineData(LeaveReason.Replaced, "ok", "ok")]
    public void How_it_has_ended_counts_unless_it_had_failed(LeaveReason reason, string cause, string expected) =>
        LinkCause.Of(new LinkReport { State = "connected", Cause = cause }, other: null, reason).ShouldBe(expected);

    [Fact]
    public void A_link_that_nobody_has_told_of_has_no_cause() => LinkCause.Of(null, null, LeaveReason.Left).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_its_place(string code) => LinkCause.Of(null, new LinkReport { State = "failed", Cause = code }, LeaveReason.Left).ShouldBe(code);
}
