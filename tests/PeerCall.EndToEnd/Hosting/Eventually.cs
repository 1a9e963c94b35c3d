using System.Diagnostics;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>Waits for conditions that nothing announces. A poll with a deadline, never a fixed time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Polls until <paramref name="condition"/> holds. Throws with what <paramref name="describe"/> says at the deadline.</summary>
    public static Task Holds(Func<Task<bool>> condition, TimeSpan within, Func<string> describe) =>
        Holds(condition, within, () => Task.FromResult(describe()));

    /// <summary>The same, where telling takes time.</summary>
    public static async Task Holds(Func<Task<bool>> condition, TimeSpan within, Func<Task<string>> describe)
    {
        using var timer = new PeriodicTimer(Interval);
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > within)
                throw new TimeoutException($"Not within {within.TotalSeconds:0.#} s: {await describe()}");
            await timer.WaitForNextTickAsync();
        }
    }
}
