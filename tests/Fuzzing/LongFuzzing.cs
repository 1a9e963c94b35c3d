using System.Diagnostics;
using System.Globalization;

namespace PeerCall.Tests.Fuzzing;

/// <summary>
/// The long runs of all fuzzers: one after the other seeds that nobody has chosen, for the time that <c>PEERCALL_FUZZ_SECONDS</c> says (<c>tests/run.sh --fuzz</c>
/// sets it), else for a minute. What fails names its seed and its input; the input then goes into the corpus, where it stays.
/// </summary>
internal static class LongFuzzing
{
    private static TimeSpan Time { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PEERCALL_FUZZ_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromMinutes(1);

    /// <summary>Calls <paramref name="run"/> with one seed after the other until the time is over; once at least.</summary>
    public static void Run(Action<int> run)
    {
        var clock = Stopwatch.StartNew();
        var seed = Environment.TickCount & int.MaxValue;
        do
        {
            run(seed++);
        }
        while (clock.Elapsed < Time);
    }
}
