using System.Buffers.Binary;
using System.Net;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Addresses;

public sealed class AddressRateLimiterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_burst_passes_and_the_next_is_told_when()
    {
        var limiter = new AddressRateLimiter(_clock, perMinute: 60, burst: 5);
        for (var i = 0; i < 5; i++)
            limiter.TryTake(Key(1), out _).ShouldBeTrue();
        limiter.TryTake(Key(1), out var retryAfter).ShouldBeFalse();
        retryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        limiter.TryTake(Key(2), out _).ShouldBeTrue("another address has its own");

        _clock.Advance(TimeSpan.FromSeconds(1));
        limiter.TryTake(Key(1), out _).ShouldBeTrue();
        limiter.TryTake(Key(1), out _).ShouldBeFalse();
    }

    [Fact]
    public void A_refusal_costs_nothing()
    {
        var limiter = new AddressRateLimiter(_clock, perMinute: 60, burst: 1);
        limiter.TryTake(Key(1), out _).ShouldBeTrue();
        for (var i = 0; i < 1000; i++)
            limiter.TryTake(Key(1), out _).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        limiter.TryTake(Key(1), out _).ShouldBeTrue();
    }

    [Fact]
    public void Rest_fills_the_bucket_and_not_more()
    {
        var limiter = new AddressRateLimiter(_clock, perMinute: 60, burst: 3);
        limiter.TryTake(Key(1), out _).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromHours(1));
        Enumerable.Range(0, 10).Count(_ => limiter.TryTake(Key(1), out var wait)).ShouldBe(3);
    }

    [Fact]
    public void Over_any_time_the_rate_holds()
    {
        var limiter = new AddressRateLimiter(_clock, perMinute: 120, burst: 60);
        var random = new Random(7);
        var taken = 0;
        var elapsed = TimeSpan.Zero;
        while (elapsed < TimeSpan.FromMinutes(10))
        {
            var step = TimeSpan.FromMilliseconds(random.Next(1, 200));
            _clock.Advance(step);
            elapsed += step;
            taken += limiter.TryTake(Key(1), out _) ? 1 : 0;
        }
        taken.ShouldBeInRange(1190, 1261);
    }

    [Fact]
    public void Addresses_without_number_do_not_fill_the_memory()
    {
        var limiter = new AddressRateLimiter(_clock, perMinute: 60, burst: 2, capacity: 100);
        for (var i = 0; i < 10_000; i++)
        {
            limiter.TryTake(Key(i), out _).ShouldBeTrue();
            limiter.Count.ShouldBeLessThanOrEqualTo(100);
        }
    }

    [Fact]
    public void What_is_forgotten_first_is_what_is_nearest_to_full()
    {
        var limiter = new AddressRateLimiter(_clock, perMinute: 60, burst: 50, capacity: 100);
        for (var i = 0; i < 50; i++)
            limiter.TryTake(Key(1), out _).ShouldBeTrue();
        for (var i = 1000; i < 1500; i++)
            limiter.TryTake(Key(i), out _).ShouldBeTrue();
        limiter.TryTake(Key(1), out _).ShouldBeFalse("an address that used up its burst is remembered");
    }

    [Fact]
    public void Threads_together_get_no_more_than_one()
    {
        var limiter = new AddressRateLimiter(_clock, perMinute: 60, burst: 100);
        var taken = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (limiter.TryTake(Key(1), out var wait))
                Interlocked.Increment(ref taken);
        });
        taken.ShouldBe(100);
    }

    private static AddressKey Key(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return AddressKey.Of(new IPAddress(bytes));
    }
}
