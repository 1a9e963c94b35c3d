using System.Diagnostics;
using System.Globalization;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>
/// What a report of a link costs the server: read, checked, taken into the link's record, and passed on where it says something new. Evenly spaced, each participant a little less often than the
/// server takes them; one that a stall of the machine brings too close to the one before is dropped, and only what arrives counts. The yardstick passes on every frame and does nothing else with it.
/// </summary>
/// <param name="participants">How many report; even.</param>
/// <param name="newsEvery">One in so many says something new. In a call that stands it is one in three: reports come every 20 s, and the same counts as new after a minute.</param>
internal sealed class ReportCost(int participants, int newsEvery) : IMeasurement
{
    // Protocol 1, section 6: one in 500 ms is taken.
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public string Name => "reports";

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"Reports of links ({Participant.ReportLength} B; {participants:N0} participants in pairs, one report in {Round.TotalMilliseconds:0} ms each, {(newsEvery == 1 ? "all" : $"one in {newsEvery}")} with news)");

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
        var rounds = ReportFor(pairs, 0, plan.WarmUp, out _, out _);
        var (sent, arrived) = (0, 0);
        var window = CpuWindow.Of(server, () => ReportFor(pairs, rounds, plan.Measure, out sent, out arrived));
        return [window.ServerCpuSeconds / arrived * 1e6, arrived / window.Seconds, 100.0 * arrived / sent, window.ServerPercent, window.GeneratorPercent];
    }

    /// <summary>Whole rounds for about a time, so many that everybody has as much news.</summary>
    /// <param name="pairs">Who reports.</param>
    /// <param name="from">The first round's number.</param>
    /// <param name="time">For how long.</param>
    /// <param name="sent">Reports that were sent.</param>
    /// <param name="arrived">Those of them that have arrived, or whose news has.</param>
    /// <returns>The next round's number.</returns>
    private int ReportFor(Pairs pairs, int from, TimeSpan time, out int sent, out int arrived)
    {
        var people = pairs.Participants;
        var before = people.Sum(static one => one.NewsCount);
        var rounds = Math.Max(1, (int)(time / Round) / newsEvery) * newsEvery;
        sent = rounds * people.Count;
        var start = Stopwatch.GetTimestamp();
        for (var next = 0; next < sent;)
        {
            if (Stopwatch.GetElapsedTime(start) >= Round * next / people.Count)
            {
                var (round, who) = Math.DivRem(next++, people.Count);
                // Not everybody's news in the same round.
                people[who].Report((from + round + (who % newsEvery)) / newsEvery);
            }
            pairs.Loop.Turn(0);
        }

        pairs.Loop.TurnFor(Rest);
        arrived = (people.Sum(static one => one.NewsCount) - before) * newsEvery;
        return from + rounds;
    }
}
