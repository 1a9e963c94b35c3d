namespace PeerCall.Peer.Sessions;

/// <summary>When to try again after a connection was lost: full jitter, so that many clients do not come back at one moment (docs/protocol.md, section 2.6).</summary>
internal static class ReconnectPolicy
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Between 0 and min(30 s, 0.5 s × 2^attempt).</summary>
    /// <param name="attempt">From 0.</param>
    /// <param name="random">In [0, 1).</param>
    public static TimeSpan Delay(int attempt, double random)
    {
        // 2^6 is past the bound; more would overflow some day.
        var bound = First * Math.Pow(2, Math.Min(attempt, 6));
        return (bound < Longest ? bound : Longest) * random;
    }
}
