using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Rooms;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Tests.Web;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>What an operator reads of relayed calls.</summary>
public sealed class EmbeddedTurnEventsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LineLogger _log = new();
    private readonly RelayLedger _ledger = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly EmbeddedTurnEvents _events;

    public EmbeddedTurnEventsTests() =>
        _events = new EmbeddedTurnEvents(new TurnMetrics(_services.GetRequiredService<IMeterFactory>()), _ledger, new RelayRefusals(new PeerDirectory(), _clock), _clock, _log);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task An_ended_allocation_is_one_line_without_the_clients_address()
    {
        _events.AllocationEnded(Facts("8.8.8.8:1234", "5.9.1.2:50000", "k3f9x2ma"), AllocationEnd.Released, new RelayedTraffic(1200, 1, 3400, 3, 0), TimeSpan.FromSeconds(61));
        (await _log.NextAsync()).ShouldBe("Information: Relaying for k3f9x2ma over TLS ended (Released) after 61 s: 1200 bytes to peers, 3400 bytes from peers.");
    }

    [Fact]
    public async Task An_allocation_that_relayed_nothing_is_no_line()
    {
        _events.AllocationEnded(Facts("8.8.8.8:1234", "5.9.1.2:50000", "unused"), AllocationEnd.Released, default, TimeSpan.Zero);
        _events.AllocationEnded(Facts("8.8.8.8:1234", "5.9.1.2:50000", "used"), AllocationEnd.Released, new RelayedTraffic(1, 1, 0, 0, 0), TimeSpan.Zero);
        (await _log.NextAsync()).ShouldStartWith("Information: Relaying for used ");
    }

    [Fact]
    public async Task A_name_from_outside_cannot_write_lines_of_its_own()
    {
        _events.AllocationEnded(
            Facts("8.8.8.8:1234", "5.9.1.2:50000", "a\nfatal: \u001b[31m%s" + new string('x', 500)), AllocationEnd.Expired, new RelayedTraffic(1, 1, 0, 0, 0), TimeSpan.Zero);
        var line = await _log.NextAsync();
        line.ShouldNotContain('\n');
        line.ShouldNotContain('\u001b');
        line.Length.ShouldBeLessThan(250);
    }

    [Fact]
    public async Task Somebody_on_the_internet_and_a_private_relay_address_are_warned_of_once_an_hour()
    {
        var facts = Facts("8.8.8.8:1234", "192.168.1.20:50000", "k3f9x2ma");
        _events.AllocationMade(facts, new Counters());
        (await _log.NextAsync()).ShouldStartWith("Warning: Somebody on the internet uses TURN, but it relays with 192.168.1.20");
        _events.AllocationMade(facts, new Counters());
        _clock.Advance(TimeSpan.FromHours(1));
        _events.AllocationMade(facts, new Counters());
        (await _log.NextAsync()).ShouldStartWith("Warning: Somebody");
        _events.AllocationEnded(facts, AllocationEnd.Released, new RelayedTraffic(1, 1, 0, 0, 0), TimeSpan.Zero);
        (await _log.NextAsync()).ShouldStartWith("Information: Relaying", Case.Sensitive, "the second one was not worth a warning");
    }

    [Fact]
    public void Clients_at_home_are_no_reason_to_warn()
    {
        _events.AllocationMade(Facts("192.168.1.30:1234", "192.168.1.20:50000", "k3f9x2ma"), new Counters());
        _log.Count.ShouldBe(0);
    }

    [Fact]
    public void Users_without_allocations_are_forgotten_when_there_are_too_many()
    {
        _ledger.Made(Facts("8.8.8.8:1234", "5.9.1.2:50000", "stays"), new Counters());
        for (var i = 0; i < 20_000; i++)
            _ledger.Refused($"user{i}", 486);
        _ledger.Of("stays").Live.ShouldBe(1);
        _ledger.Of("user0").ShouldBe(new RelayAccount(0, 0, 0, 0, LastRefusal: null));
        _ledger.Of("user19999").LastRefusal.ShouldBe(486);
    }

    [Fact]
    public void Bytes_of_live_allocations_count_too()
    {
        var facts = Facts("8.8.8.8:1234", "5.9.1.2:50000", "ada");
        var counters = new Counters { Traffic = new RelayedTraffic(1200, 1, 3400, 3, 0) };
        _ledger.Made(facts, counters);
        _ledger.Of("ada").ShouldBe(new RelayAccount(1, 1, 1200, 3400, LastRefusal: null));
        _ledger.Ended(new RelayUse(facts, AllocationEnd.Released, counters.Traffic, TimeSpan.Zero));
        _ledger.Of("ada").ShouldBe(new RelayAccount(0, 1, 1200, 3400, LastRefusal: null));
    }

    private static AllocationFacts Facts(string client, string relayed, string user)
    {
        TransportAddress.TryParse(client, out var from).ShouldBeTrue();
        TransportAddress.TryParse(relayed, out var address).ShouldBeTrue();
        return new AllocationFacts(1, new FiveTuple(ClientTransport.Tls, from, default), "1767269100:" + user, user, address, default);
    }

    private sealed class Counters : ITrafficCounters
    {
        public RelayedTraffic Traffic { get; init; }
    }

    private sealed class LineLogger : ILogger<EmbeddedTurnEvents>
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public int Count => _lines.Reader.Count;

        public async Task<string> NextAsync()
        {
            using var patience = new CancellationTokenSource(StreamTurnClient.Patience);
            return await _lines.Reader.ReadAsync(patience.Token);
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Writer.TryWrite($"{logLevel}: {formatter(state, exception)}");
    }
}
