namespace PeerCall.Turn.Server;

/// <summary>How long an allocation lives without being refreshed (RFC 8656 §7.2, §8.2).</summary>
internal static class AllocationLifetime
{
    /// <summary>Seconds that are given unless more is asked for.</summary>
    public const uint Default = 600;

    /// <summary>Most seconds that are given.</summary>
    public const uint Max = 3600;

    /// <summary>
    /// Seconds for a request. What asks for less than the default gets the default, 0 in Allocate included (RFC 8656 §7.2); 0 in Refresh means the end and
    /// does not come here.
    /// </summary>
    public static uint Grant(uint? requested) => Math.Clamp(requested ?? Default, Default, Max);
}
