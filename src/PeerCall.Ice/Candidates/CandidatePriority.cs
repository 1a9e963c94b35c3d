namespace PeerCall.Ice;

/// <summary>Priorities of candidates (RFC 8445 §5.1.2.1) and of pairs (§6.1.2.3).</summary>
public static class CandidatePriority
{
    /// <summary>The greatest legal priority of a candidate.</summary>
    public const uint Max = int.MaxValue;

    /// <summary>The only component: RTP and RTCP share one transport (RFC 8843), data channels have never had another.</summary>
    public const int Component = 1;

    /// <summary>Priority of a candidate.</summary>
    /// <param name="type">Type.</param>
    /// <param name="localPreference">0 to 65,535: see <see cref="LocalPreference"/>.</param>
    public static uint Of(CandidateType type, ushort localPreference) =>
        ((uint)type.Preference() << 24) | ((uint)localPreference << 8) | (256 - Component);

    /// <summary>Priority of a pair; both ends compute the same number.</summary>
    /// <param name="controlling">Priority of the candidate of the controlling agent.</param>
    /// <param name="controlled">Priority of the candidate of the controlled agent.</param>
    public static ulong OfPair(uint controlling, uint controlled) =>
        ((ulong)Math.Min(controlling, controlled) << 32) + (2 * (ulong)Math.Max(controlling, controlled)) + (controlling > controlled ? 1u : 0u);
}
