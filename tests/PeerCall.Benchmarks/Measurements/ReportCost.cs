using System.Diagnostics;
using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>
/// What a report of a link costs the server: read, checked, taken into the link's record and passed on. Evenly spaced, each participant a little less often than the server takes them; one that
/// a stall of the machine brings too close to the one before is dropped, and only those that arrive count. The yardstick passes on the same frames and does nothing else with them.
/// </summary>
/// <param name="participants">How many report; even.</param>
internal sealed class ReportCost(int participants) : IMeasurement
{
    // Protocol 1, section 6: one in 500 ms is taken.
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public string Name => "reports";

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"Reports of links ({Participant.ReportLength} B; {participants:N0} participants in pairs, one report in {Round.TotalMilliseconds:0} ms each)");

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; } =
    [
        new("µs of CPU per report", "N1", Compared: true),
        new("reports per second", "N0"),
        new("arrived %", "N1"),
        new("server's core %", "N0"),
        new("generator's core %", "N0"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<double> Measure(ServerProcess server, Plan plan)
    {
        using var pairs = new Pairs();
        pairs.Connect(participants / 2, server.Participant);
        ReportFor(pairs, plan.WarmUp);
        var (sent, arrived) = (0, 0);
        var window = CpuWindow.Of(server, () => (sent, arrived) = ReportFor(pairs, plan.Measure));
        return [window.ServerCpuSeconds / arrived * 1e6, arrived / window.Seconds, 100.0 * arrived / sent, window.ServerPercent, window.GeneratorPercent];
    }

    /// <summary>Whole rounds for about a time.</summary>
    /// <returns>Reports that were sent, and those of them that have arrived.</returns>
    private static (int Sent, int Arrived) ReportFor(Pairs pairs, TimeSpan time)
    {
        var people = pairs.Participants;
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

        pairs.Loop.TurnFor(Rest);
        return (count, people.Sum(static one => one.ReportCount) - before);
    }
}
