using PeerCall.Peer.Probing;
using PeerCall.Signaling;
using PeerCall.Turn.Client;

namespace PeerCall.Peer.Tests.Probing;

/// <summary>What single findings come to.</summary>
public class ProbeVerdictTests
{
    [Theory]
    [InlineData(CauseCodes.Ok, true, "stun udp ok", "turn udp ok", "turn tls ok")]
    [InlineData(CauseCodes.Ok, true, "stun udp stun-unreachable", "turn udp ok")]
    [InlineData(CauseCodes.Ok, true, "turn udp turn-unreachable", "turn tls ok", "stun udp ok")]
    [InlineData(CauseCodes.UdpBlocked, true, "stun udp stun-unreachable", "turn udp turn-unreachable", "turn tls ok")]
    [InlineData(CauseCodes.TurnUnauthorized, false, "stun udp stun-unreachable", "turn udp turn-unreachable", "turn tcp turn-unauthorized")]
    [InlineData(CauseCodes.TurnUnreachable, false, "stun udp ok", "turn udp turn-unreachable", "turn tcp turn-unreachable")]
    [InlineData(CauseCodes.TurnUnreachable, false, "stun udp stun-unreachable", "turn udp turn-unreachable", "turn tls turn-unreachable")]
    [InlineData(CauseCodes.TurnExpired, false, "turn udp turn-expired", "turn tcp turn-unreachable")]
    [InlineData(CauseCodes.TurnQuota, false, "turn udp turn-quota", "turn tcp turn-unreachable")]
    [InlineData(CauseCodes.TurnForbiddenPeer, false, "turn udp turn-forbidden-peer")]
    [InlineData(CauseCodes.TurnNotConfigured, false, "stun udp ok")]
    [InlineData(CauseCodes.TurnNotConfigured, false)]
    public void The_most_telling_finding_decides(string cause, bool isUsable, params string[] findings)
    {
        var verdict = ProbeVerdict.Of(ProbeVerdict.Explain([.. findings.Select(Read)]));

        verdict.Cause.ShouldBe(cause);
        verdict.IsUsable.ShouldBe(isUsable);
        verdict.Sentence.ShouldEndWith(".");
    }

    [Theory]
    [InlineData(TurnStage.Allocate, TurnFailureReason.Unauthorized, false, CauseCodes.TurnUnauthorized)]
    [InlineData(TurnStage.Allocate, TurnFailureReason.Unauthorized, true, CauseCodes.TurnExpired)]
    [InlineData(TurnStage.Allocate, TurnFailureReason.StaleNonce, false, CauseCodes.TurnExpired)]
    [InlineData(TurnStage.Allocate, TurnFailureReason.Forbidden, false, CauseCodes.TurnUnauthorized)]
    [InlineData(TurnStage.CreatePermission, TurnFailureReason.Forbidden, false, CauseCodes.TurnForbiddenPeer)]
    [InlineData(TurnStage.Allocate, TurnFailureReason.QuotaReached, false, CauseCodes.TurnQuota)]
    [InlineData(TurnStage.Allocate, TurnFailureReason.InsufficientCapacity, false, CauseCodes.TurnQuota)]
    [InlineData(TurnStage.Connect, TurnFailureReason.TimedOut, true, CauseCodes.TurnUnreachable)]
    [InlineData(TurnStage.Tls, TurnFailureReason.CertificateRefused, false, CauseCodes.TurnUnreachable)]
    public void What_a_refusal_means(TurnStage stage, TurnFailureReason reason, bool hasExpired, string cause) =>
        TurnProbe.CauseOf(new TurnFailure(stage, reason, 0, ""), hasExpired).ShouldBe(cause);

    [Theory]
    [InlineData("999:peer", true)]
    [InlineData("1000:peer", true)]
    [InlineData("1001:peer", false)]
    [InlineData("peer", false)]
    [InlineData(":peer", false)]
    [InlineData("", false)]
    public void The_time_in_a_user_name(string username, bool hasExpired) =>
        TurnProbe.HasExpired(username, DateTimeOffset.FromUnixTimeSeconds(1000)).ShouldBe(hasExpired);

    private static IceServerReport Read(string text)
    {
        var parts = text.Split(' ');
        return new IceServerReport($"{parts[0]}:example", parts[1], parts[2]) { IsTurn = parts[0] == "turn" };
    }
}
