using System.Diagnostics;
using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>
/// What a report of a link costs the server: read, checked, taken into the link's record and passed on. Evenly spaced, each participant a little less often than the server takes them. The yardstick
/// knows no reports.
/// </summary>
/// <param name="participants">How many report; even.</param>
internal sealed class ReportCost(int participants) : IMeasurement
{
    // Protocol 1, section 6: one in 500 ms is taken.
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => "reports";

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"Reports of links ({PeerCallParticipant.ReportLength} B; {participants:N0} participants in pairs, one report in {Round.TotalMilliseconds:0} ms each)");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("µs of CPU per report", "N1", Compared: true),
        new("reports per second", "N0"),
        new("server's core %", "N0"),
        new("generator's core %", "N0"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(ServerProcess server, Plan plan)
    {
        using var pairs = new Pairs();
        pairs.Connect(participants / 2, server.Participant);
        var people = pairs.Participants.Cast<PeerCallParticipant>().ToList();
        ReportFor(pairs, people, plan.WarmUp);
        var count = 0;
        var window = CpuWindow.Of(server, () => count = ReportFor(pairs, people, plan.Measure));
        return [window.ServerCpuSeconds / count * 1e6, count / window.Seconds, window.ServerPercent, window.GeneratorPercent];
    }

    /// <summary>Whole rounds for about a time.</summary>
    /// <returns>Reports that were sent and have arrived.</returns>
    private static int ReportFor(Pairs pairs, List<PeerCallParticipant> people, TimeSpan time)
    {
        var before = people.Sum(static one => one.ReportCount);
        var rounds = Math.Max(1, (int)(time / Round));
        var count = rounds * people.Count;
        var start = Stopwatch.GetTimestamp();
        for (var next = 0; next < count;)
        {
            if (Stopwatch.GetElapsedTime(start) >= Round * next / people.Count)
                people[next++ % people.Count].Report();
            pairs.Loop.Turn(0);
        }

        pairs.Loop.TurnUntil(() => people.Sum(static one => one.ReportCount) - before == count, Patience, "every report has arrived");
        return count;
    }
}
