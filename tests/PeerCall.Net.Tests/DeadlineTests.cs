using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

public class DeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory, EveryKind]
    public async Task A_deadline_set_from_outside_comes_once_and_not_early(LoopKind kind)
    {
        var calls = 0;
        var came = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var loop = Loop.Start(kind, options => options with
        {
            OnDeadline = now =>
            {
                calls++;
                came.TrySetResult(now);
            },
        });
        TimeSpan deadline;
        using (loop.Enter())
            loop.Deadline = deadline = loop.Now + TimeSpan.FromMilliseconds(20);

        (await came.Task.WaitAsync(Limit)).ShouldBeGreaterThanOrEqualTo(deadline);
        using (loop.Enter())
        {
            calls.ShouldBe(1);
            loop.Deadline.ShouldBe(TimeSpan.MaxValue);
        }
    }

    [Theory, EveryKind]
    public async Task A_deadline_can_be_moved_in_both_directions_and_set_again_when_it_comes(LoopKind kind)
    {
        var times = new List<TimeSpan>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        UdpLoop? started = null;
        using var loop = Loop.Start(kind, options => options with
        {
            OnDeadline = now =>
            {
                times.Add(now);
                if (times.Count < 5)
                    started!.Deadline = now + TimeSpan.FromMilliseconds(3);
                else
                    done.SetResult();
            },
        });
        TimeSpan start;
        using (loop.Enter())
        {
            started = loop;
            start = loop.Now;
            loop.Deadline = start + TimeSpan.FromHours(5);
        }
        using (loop.Enter())
            loop.Deadline = start + TimeSpan.FromMilliseconds(1);
        using (loop.Enter())
            loop.Deadline = start + TimeSpan.FromMilliseconds(10);

        await done.Task.WaitAsync(Limit);
        times[0].ShouldBeGreaterThanOrEqualTo(start + TimeSpan.FromMilliseconds(1));
        times.Zip(times.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First >= TimeSpan.FromMilliseconds(3));
    }

    [Theory, EveryKind]
    public async Task A_deadline_that_a_receiver_sets_comes(LoopKind kind)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var loop = Loop.Start(kind, options => options with { OnDeadline = _ => came.TrySetResult() });
        var socket = loop.MustOpen(new Reaction((UdpSocket _, in Stun.TransportAddress _, in Stun.TransportAddress _, ReadOnlySpan<byte> _, TimeSpan now) => loop.Deadline = now));

        loop.SendFrom(socket, socket.LocalAddress, "now"u8);

        await came.Task.WaitAsync(Limit);
    }

    [Theory, EveryKind]
    public async Task What_a_deadline_sends_leaves(LoopKind kind)
    {
        UdpSocket? socket = null;
        var inbox = new Inbox();
        using var loop = Loop.Start(kind, options => options with { OnDeadline = _ => socket!.Send(socket.LocalAddress, default, default, "late"u8) });
        socket = loop.MustOpen(inbox);
        using (loop.Enter())
            loop.Deadline = TimeSpan.Zero;

        (await inbox.Next()).Data.ShouldBe("late"u8.ToArray());
    }
}
