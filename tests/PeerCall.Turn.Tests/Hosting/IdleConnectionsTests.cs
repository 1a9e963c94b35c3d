using System.Threading.Channels;
using PeerCall.Stun;
using PeerCall.Turn.Hosting;

namespace PeerCall.Turn.Tests.Hosting;

public sealed class IdleConnectionsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimerClock _clock = new();
    private readonly Channel<int> _closed = Channel.CreateUnbounded<int>();
    private readonly IdleConnections _idle;

    public IdleConnectionsTests() =>
        _idle = new IdleConnections(new StreamLimits { IdleTime = TimeSpan.FromSeconds(15), MaxIdle = 4, MaxIdlePerAddress = 2 }, _clock);

    public void Dispose() => _idle.Dispose();

    [Fact]
    public async Task One_is_closed_when_its_time_is_over_and_not_before()
    {
        Add(1, "192.0.2.1:1000");
        _clock.Advance(TimeSpan.FromSeconds(14));
        _idle.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await ClosedAsync()).ShouldBe(1);
        _idle.Count.ShouldBe(0);
    }

    [Fact]
    public void One_that_shows_itself_stays()
    {
        var entry = Add(1, "192.0.2.1:1000");
        entry.Dispose();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _closed.Reader.Count.ShouldBe(0);
        entry.IsClosed.ShouldBeFalse();
        entry.Dispose();
    }

    [Fact]
    public async Task One_address_may_have_so_many_and_its_oldest_goes()
    {
        Add(1, "192.0.2.1:1000");
        Add(2, "192.0.2.2:1000");
        Add(3, "192.0.2.1:1001");
        Add(4, "192.0.2.1:1002");
        (await ClosedAsync()).ShouldBe(1);
        _idle.Count.ShouldBe(3);
    }

    [Fact]
    public async Task All_together_may_be_so_many_and_the_oldest_goes()
    {
        for (var i = 1; i <= 4; i++)
            Add(i, $"192.0.2.{i}:1000");
        Add(5, "192.0.2.5:1000");
        (await ClosedAsync()).ShouldBe(1);
        Add(6, "192.0.2.6:1000");
        (await ClosedAsync()).ShouldBe(2);
        _idle.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_network_of_IPv6_counts_as_one_address()
    {
        Add(1, "[2001:db8::1]:1000");
        Add(2, "[2001:db8::2]:1000");
        Add(3, "[2001:db8:0:1::1]:1000");
        Add(4, "[2001:db8::3]:1000");
        (await ClosedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task An_address_with_room_for_one_replaces_it()
    {
        using var idle = new IdleConnections(new StreamLimits { MaxIdle = 4, MaxIdlePerAddress = 1 }, _clock);
        for (var i = 1; i <= 3; i++)
            _ = idle.Add(Address("192.0.2.1:1000"), Close(i));
        (await ClosedAsync() + await ClosedAsync()).ShouldBe(3);
        idle.Count.ShouldBe(1);
    }

    private static TransportAddress Address(string text)
    {
        TransportAddress.TryParse(text, out var address).ShouldBeTrue();
        return address;
    }

    private IdleConnections.Entry Add(int number, string address) => _idle.Add(Address(address), Close(number));

    private Action Close(int number) => () => _closed.Writer.TryWrite(number);

    private async Task<int> ClosedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _closed.Reader.ReadAsync(patience.Token);
    }
}
