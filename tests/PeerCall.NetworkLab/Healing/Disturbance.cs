using PeerCall.EndToEnd.Hosting;
using PeerCall.NetworkLab.Ends;

namespace PeerCall.NetworkLab.Healing;

/// <summary>Something happens to the network of a call, and nobody touches the call.</summary>
internal static class Disturbance
{
    /// <summary>Far above what it should take: a call that is back after this was not dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Lets it happen and waits until both ends get media, or data, again.</summary>
    /// <param name="call">The call; something flows both ways.</param>
    /// <param name="disturb">What happens. When it is done, the network can carry a call again.</param>
    public static async Task<Healing> Happens(LabCall call, Func<Task> disturb)
    {
        await IsSteady(call, Now());
        var began = Now();
        await disturb();
        var restored = Now();
        await IsSteady(call, restored);
        var (a, b) = (await call.A.Flow(), await call.B.Flow());
        var now = Now();
        return new Healing(Missing(a, began, restored, now), Missing(b, began, restored, now));
    }

    /// <summary>Waits until something has flowed to both ends for a while, all of it after a moment.</summary>
    private static Task IsSteady(LabCall call, long after) => Eventually.Holds(
        async () =>
        {
            // One after the other: each looks at its own clock, and that is the same.
            var (a, b) = (await call.A.Flow(), await call.B.Flow());
            return a.IsSteady(after, Now()) && b.IsSteady(after, Now());
        },
        Patience,
        async () => $"something flows both ways.\n{await call.Tell()}");

    private static Missed Missing(FlowSeries flow, long began, long restored, long now)
    {
        var (from, to) = flow.LongestPause(began, now);
        return new Missed(to - from, Math.Max(0, to - restored));
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}

/// <summary>What both ends missed.</summary>
/// <param name="A">A's part.</param>
/// <param name="B">B's.</param>
internal sealed record Healing(Missed A, Missed B)
{
    /// <summary>From the moment at which the network could carry a call again until both ends had something, in milliseconds; 0 if nothing was missing by then.</summary>
    public long BackMs => Math.Max(A.BackMs, B.BackMs);

    /// <summary>The longest time that one of them had nothing, in milliseconds.</summary>
    public long PauseMs => Math.Max(A.PauseMs, B.PauseMs);
}

/// <summary>What one end missed.</summary>
/// <param name="PauseMs">The longest time without anything.</param>
/// <param name="BackMs">How much of it was after the network could carry a call again.</param>
internal sealed record Missed(long PauseMs, long BackMs);
