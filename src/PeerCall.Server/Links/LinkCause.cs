using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Links;

/// <summary>Joins what both ends say of why a link does not work, and how it has ended, to one code.</summary>
internal static class LinkCause
{
    /// <summary>Label of a metric where nobody has said why.</summary>
    public const string Unknown = "unknown";

    /// <summary>Gravest first. Among those of failed links, what names one thing to mend comes before what only says that there is no path.</summary>
    private static readonly string[] ByGravity =
    [
        CauseCodes.DtlsFailed, CauseCodes.TurnExpired, CauseCodes.TurnUnauthorized, CauseCodes.TurnQuota, CauseCodes.TurnForbiddenPeer, CauseCodes.TurnUnreachable, CauseCodes.TurnNotConfigured,
        CauseCodes.StunUnreachable, CauseCodes.NoCommonPath, CauseCodes.SignalingRefused, CauseCodes.SignalingLost, CauseCodes.PeerGone,
        CauseCodes.PermissionDenied, CauseCodes.DeviceMissing, CauseCodes.DeviceBusy, CauseCodes.UdpBlocked, CauseCodes.RelayForced, CauseCodes.Ok,
    ];

    private static readonly int FailedByUdp = Array.IndexOf(ByGravity, CauseCodes.StunUnreachable);
    private static readonly int LastFailed = Array.IndexOf(ByGravity, CauseCodes.PeerGone);

    /// <summary>The code; null if nobody has said why.</summary>
    /// <param name="one">What one end says.</param>
    /// <param name="other">What the other end says.</param>
    /// <param name="reason">Why the link has ended; null while it lives.</param>
    public static string? Of(LinkReport? one, LinkReport? other, LeaveReason? reason)
    {
        var (first, second) = (Gravity(one), Gravity(other));
        var gravest = Math.Min(first, second);
        if (gravest > LastFailed && reason is LeaveReason.TimedOut)
            return CauseCodes.SignalingLost;
        if (gravest > LastFailed && reason is LeaveReason.Removed)
            return CauseCodes.SignalingRefused;
        return gravest == int.MaxValue ? null : (first <= second ? one : other)!.Cause ?? CauseCodes.Ok;
    }

    private static int Gravity(LinkReport? report) => report switch
    {
        null => int.MaxValue,
        // UDP that is blocked is told of links that work over TCP or TLS, too.
        { Cause: CauseCodes.UdpBlocked, State: "failed" } => FailedByUdp,
        { Cause: { } cause } => Array.IndexOf(ByGravity, cause),
        // A program of before the causes, and its link works.
        { State: "connected" } => ByGravity.Length - 1,
        _ => int.MaxValue,
    };
}
