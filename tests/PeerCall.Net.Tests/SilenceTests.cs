using System.Diagnostics;
using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

/// <summary>Whoever looks after a loop can tell one that rests from one that hangs.</summary>
public class SilenceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    [Theory, EveryKind]
    public void A_loop_with_nothing_to_do_turns_with_its_beat(LoopKind kind)
    {
        using var loop = Loop.Start(kind, static options => options with { Beat = Beat });

        // Without a beat the first batch would be the last.
        for (var beats = 0; beats < 3; beats++)
        {
            Until(() => loop.Silence > TimeSpan.FromMilliseconds(5));
            Until(() => loop.Silence < TimeSpan.FromMilliseconds(5));
        }
        loop.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Theory, EveryKind]
    public void Without_a_beat_a_loop_rests_until_something_is_there(LoopKind kind)
    {
        var inbox = new Inbox();
        using var loop = Loop.Start(kind);
        Until(() => loop.Silence > TimeSpan.FromMilliseconds(200));
        var socket = loop.MustOpen(inbox);
        loop.SendFrom(socket, socket.LocalAddress, "there"u8);
        Until(() => loop.Silence < TimeSpan.FromMilliseconds(200));
    }

    [Theory, EveryKind]
    public void A_loop_that_hangs_in_a_receiver_falls_silent(LoopKind kind)
    {
        using var goOn = new ManualResetEventSlim();
        using var loop = Loop.Start(kind, static options => options with { Beat = Beat });
        var socket = loop.MustOpen(new Reaction((UdpSocket _, in Stun.TransportAddress _, in Stun.TransportAddress _, ReadOnlySpan<byte> _, TimeSpan _) => goOn.Wait(Limit)));
        loop.SendFrom(socket, socket.LocalAddress, "stop"u8);

        Until(() => loop.Silence > 25 * Beat);
        goOn.Set();
        Until(() => loop.Silence < 5 * Beat);
    }

    [Theory, EveryKind]
    public void A_loop_whose_gate_somebody_keeps_falls_silent(LoopKind kind)
    {
        using var loop = Loop.Start(kind, static options => options with { Beat = Beat });
        using (loop.Enter())
            Until(() => loop.Silence > 25 * Beat);
        Until(() => loop.Silence < 5 * Beat);
    }

    private static void Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        SpinWait.SpinUntil(condition, Limit).ShouldBeTrue($"after {clock.Elapsed}");
    }
}
