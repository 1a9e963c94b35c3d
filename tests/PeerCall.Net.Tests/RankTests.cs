using System.Diagnostics;
using System.Globalization;
using PeerCall.Net.Batched;
using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

/// <summary>A loop that asks for it runs before the others of its processor, and a flood does not let it keep them out.</summary>
public class RankTests
{
    /// <summary>SCHED_OTHER and SCHED_FIFO of sched(7).</summary>
    private const int Ordinary = 0;
    private const int First = 1;

    /// <summary>policy of proc_pid_stat(5), counted from after the name.</summary>
    private const int PolicyField = 38;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void Runs_first_while_it_leaves_a_quarter_of_the_processor()
    {
        var policy = new RankPolicy();
        policy.MayRunFirst.ShouldBeTrue();

        // Share of each period, and whether it runs first after it.
        (double Share, bool RunsFirst)[] periods = [(0.2, true), (0.75, true), (0.76, false), (0.75, false), (0.51, false), (1, false), (0.5, true), (0.7, true), (1, false), (0, true)];
        var (now, busy) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (share, runsFirst) in periods)
        {
            policy.IsDue(now + RankPolicy.Period - TimeSpan.FromTicks(1)).ShouldBeFalse();
            now += RankPolicy.Period;
            busy += share * RankPolicy.Period;
            policy.IsDue(now).ShouldBeTrue();
            policy.Judge(now, busy);
            policy.MayRunFirst.ShouldBe(runsFirst, $"after {share}");
        }
    }

    [Fact]
    public void What_it_needed_counts_over_all_the_time_that_has_passed()
    {
        var policy = new RankPolicy();
        policy.Judge(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(7));
        policy.MayRunFirst.ShouldBeTrue();
        policy.Judge(TimeSpan.FromSeconds(10.05), TimeSpan.FromSeconds(7.03));
        policy.MayRunFirst.ShouldBeTrue();
        policy.Judge(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15));
        policy.MayRunFirst.ShouldBeFalse();
    }

    [OnLinuxFact]
    public async Task The_thread_gives_its_rank_away_in_a_flood_and_takes_it_again_after()
    {
        if (!MayRank())
            return;
        using var loop = Loop.Start(LoopKind.Batched, static options => options with { Name = "rank test", RunsFirst = true, Beat = TimeSpan.FromMilliseconds(20) });
        await Becomes(First);

        var isFlooded = true;
        // Each datagram makes the next: the thread has no rest.
        var player = new Reaction((socket, in source, in local, data, _) =>
        {
            if (Volatile.Read(ref isFlooded))
                socket.Send(in source, in local, default, data);
        });
        var (one, other) = (loop.MustOpen(player), loop.MustOpen(player));
        loop.SendFrom(one, other.LocalAddress, new byte[100]);
        await Becomes(Ordinary);

        Volatile.Write(ref isFlooded, false);
        await Becomes(First);
    }

    [OnLinuxFact]
    public async Task A_thread_that_did_not_ask_is_one_among_others()
    {
        using var loop = Loop.Start(LoopKind.Batched, static options => options with { Name = "no rank", Beat = TimeSpan.FromMilliseconds(20) });
        var (one, inbox) = (loop.MustOpen(new Inbox()), new Inbox());
        loop.SendFrom(one, loop.MustOpen(inbox).LocalAddress, "it runs"u8);
        await inbox.Next(1);
        PolicyOf("no rank").ShouldBe(Ordinary);
    }

    private static async Task Becomes(int policy)
    {
        var clock = Stopwatch.StartNew();
        while (PolicyOf("rank test") != policy)
        {
            clock.Elapsed.ShouldBeLessThan(Limit, $"until its policy is {policy}");
            await Task.Yield();
        }
    }

    private static int? PolicyOf(string name)
    {
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (TryRead(Path.Combine(thread, "stat")) is { } stat && stat.Contains($"({name})", StringComparison.Ordinal))
                return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[PolicyField], CultureInfo.InvariantCulture);
        }
        return null;
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // A thread of the pool that has ended meanwhile.
            return null;
        }
    }

    /// <summary>Whether the process has CAP_SYS_NICE; root of a container need not.</summary>
    private static bool MayRank()
    {
        const int SysNice = 23;
        var effective = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("CapEff:", StringComparison.Ordinal))["CapEff:".Length..].Trim();
        return (ulong.Parse(effective, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << SysNice)) != 0;
    }
}
