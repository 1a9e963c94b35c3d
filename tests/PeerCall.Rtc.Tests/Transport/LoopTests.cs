using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Tests.Transport;

public sealed class LoopTests
{
    [Fact]
    public void Deadlines_come_in_their_order_however_they_are_moved()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var deadlines = new LoopDeadlines();
            var members = Enumerable.Range(0, 50).Select(_ => new Member()).ToArray();
            for (var step = 0; step < 500; step++)
            {
                var member = members[random.Next(members.Length)];
                deadlines.Set(member, random.Next(4) == 0 ? TimeSpan.MaxValue : TimeSpan.FromTicks(random.Next(1000)));
                deadlines.Earliest.ShouldBe(members.Min(m => m.Deadline));
                if (random.Next(10) == 0 && deadlines.TakeDue(TimeSpan.FromTicks(200)) is { } due)
                    due.Deadline.ShouldBe(TimeSpan.MaxValue);
            }
            var expected = members.Select(m => m.Deadline).Where(d => d != TimeSpan.MaxValue).Order().ToArray();
            var taken = new List<TimeSpan>();
            while (deadlines.Count > 0)
            {
                taken.Add(deadlines.Earliest);
                deadlines.TakeDue(TimeSpan.FromTicks(1000)).ShouldNotBeNull();
            }
            taken.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Connections_share_loops_evenly_and_the_last_one_ends_them()
    {
        var loops = new RtcLoops(new RtcLoopsOptions { MaxLoops = 2 });
        loops.Count.ShouldBe(0);
        var taken = Enumerable.Range(0, 7).Select(_ => loops.Take()).ToArray();
        loops.Count.ShouldBe(2);
        taken.Distinct().Select(l => l.Users).Order().ShouldBe([3, 4]);
        foreach (var loop in taken)
            loops.Release(loop);
        loops.Count.ShouldBe(0);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_member_that_is_always_due_does_not_hold_up_the_loop()
    {
        var loops = new RtcLoops(new RtcLoopsOptions());
        var loop = loops.Take();
        var greedy = new Member();
        greedy.OnAdvance = _ => loop.SetDeadline(greedy, TimeSpan.Zero);
        var other = new Member();
        var wasAdvanced = false;
        other.OnAdvance = _ => wasAdvanced = true;
        using (loop.Enter())
        {
            loop.SetDeadline(greedy, TimeSpan.Zero);
            loop.SetDeadline(other, loop.Now + TimeSpan.FromMilliseconds(20));
        }
        await Eventually.Holds(() => Volatile.Read(ref wasAdvanced), "the other has its turn");
        loops.Release(loop);
    }

    [Fact]
    public async Task A_member_that_throws_is_reported_and_stops_no_other()
    {
        var faults = new List<Exception>();
        var loops = new RtcLoops(new RtcLoopsOptions { OnFault = faults.Add });
        var loop = loops.Take();
        var bad = new Member { OnAdvance = _ => throw new InvalidOperationException("a defect") };
        var wasAdvanced = false;
        var good = new Member { OnAdvance = _ => wasAdvanced = true };
        using (loop.Enter())
        {
            loop.SetDeadline(bad, TimeSpan.Zero);
            loop.SetDeadline(good, TimeSpan.FromTicks(1));
        }
        await Eventually.Holds(() => Volatile.Read(ref wasAdvanced), "the other has its turn");
        loops.Release(loop);
        faults.ShouldHaveSingleItem().Message.ShouldBe("a defect");
    }

    private sealed class Member : LoopMember
    {
        public Action<TimeSpan>? OnAdvance { get; set; }

        internal override void Advance(TimeSpan now) => OnAdvance?.Invoke(now);
    }
}
