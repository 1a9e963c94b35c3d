using System.Diagnostics;

namespace PeerCall.Rtc.Tests.Transport;

/// <summary>Waits for what other threads bring about.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task Holds(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(since) > (limit ?? Limit))
                throw new TimeoutException($"Not in time: {what}");
            await Task.Delay(2);
        }
    }

    public static Task Within(this Task task, TimeSpan? limit = null) => task.WaitAsync(limit ?? Limit);

    public static Task<T> Within<T>(this Task<T> task, TimeSpan? limit = null) => task.WaitAsync(limit ?? Limit);
}
