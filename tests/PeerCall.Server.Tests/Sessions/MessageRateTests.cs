using PeerCall.Server.Sessions;

namespace PeerCall.Server.Tests.Sessions;

public class MessageRateTests
{
    [Fact]
    public void A_burst_passes_and_what_follows_is_slowed_to_the_rate()
    {
        var rate = new MessageRate(perSecond: 100, burst: 600, now: 0);
        for (var i = 0; i < 600; i++)
        {
            rate.Take(0, out _).ShouldBe(0);
        }

        var now = 0L;
        for (var i = 0; i < 100; i++)
        {
            now += rate.Take(now, out var exhausted);
            exhausted.ShouldBeFalse();
        }

        now.ShouldBeInRange(950, 1_050);
    }

    [Fact]
    public void Who_keeps_flooding_is_exhausted_after_five_seconds()
    {
        var rate = new MessageRate(perSecond: 100, burst: 600, now: 0);
        var now = 0L;
        var exhausted = false;
        while (!exhausted && now < 60_000)
        {
            now += rate.Take(now, out exhausted);
        }

        now.ShouldBeInRange(MessageRate.Patience, MessageRate.Patience + 100);
    }

    [Fact]
    public void A_pause_forgives()
    {
        var rate = new MessageRate(perSecond: 100, burst: 600, now: 0);
        for (var round = 0; round < 20; round++)
        {
            // A whole mesh set up anew every six seconds: above the burst for a moment, never for long.
            var now = round * 6_000L;
            for (var i = 0; i < 610; i++)
            {
                now += rate.Take(now, out var exhausted);
                exhausted.ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Zero_means_no_limit()
    {
        var rate = new MessageRate(perSecond: 0, burst: 1, now: 0);
        for (var i = 0; i < 1_000; i++)
        {
            rate.Take(0, out _).ShouldBe(0);
        }
    }
}
