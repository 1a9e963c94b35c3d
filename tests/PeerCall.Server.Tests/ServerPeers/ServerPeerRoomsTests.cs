using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PeerCall.Server.Rooms;
using PeerCall.Server.ServerPeers;
using PeerCall.Server.Sessions;

namespace PeerCall.Server.Tests.ServerPeers;

/// <summary>When server peers come and go, in virtual time and without peers.</summary>
public sealed class ServerPeerRoomsTests : IDisposable
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Starter _starter = new();

    [Fact]
    public void A_configured_peer_comes_with_the_first_person()
    {
        var rooms = Rooms(("lab", ["hub"]));
        _starter.Started.ShouldBeEmpty();

        rooms.PersonArrived("lab");
        rooms.PersonArrived("lab");
        rooms.PersonArrived("other");

        _starter.Started.ShouldBe(["hub in lab as Hub"]);
    }

    [Fact]
    public void It_outlasts_a_reload_and_leaves_when_nobody_comes_back()
    {
        var rooms = Rooms(("lab", ["hub"]));
        rooms.PersonArrived("lab");
        rooms.LastPersonLeft("lab");
        _clock.Advance(ServerPeerRooms.LeaveTime - Instant);
        rooms.PersonArrived("lab");
        _clock.Advance(TimeSpan.FromDays(1));
        _starter.Runs[0].IsStopped.ShouldBeFalse();

        rooms.LastPersonLeft("lab");
        _clock.Advance(ServerPeerRooms.LeaveTime - Instant);
        _starter.Runs[0].IsStopped.ShouldBeFalse();
        _clock.Advance(Instant);
        _starter.Runs[0].IsStopped.ShouldBeTrue();
    }

    [Fact]
    public void Who_comes_while_it_leaves_gets_another_one()
    {
        var rooms = Rooms(("lab", ["hub"]));
        rooms.PersonArrived("lab");
        rooms.LastPersonLeft("lab");
        _clock.Advance(ServerPeerRooms.LeaveTime);
        rooms.PersonArrived("lab");
        _starter.Started.Count.ShouldBe(1);

        _starter.Runs[0].End(ServerPeerEnd.Stopped);
        _starter.Started.Count.ShouldBe(2);
    }

    [Fact]
    public void One_that_was_asked_for_comes_at_once_and_waits_a_minute_for_somebody()
    {
        var rooms = Rooms();
        rooms.TryRequest("lab", "echo", "Parrot", out var run).ShouldBe(ServerPeerRefusal.None);
        _starter.Started.ShouldBe(["echo in lab as Parrot"]);
        run.ShouldBe(_starter.Runs[0]);

        _clock.Advance(ServerPeerRooms.ArrivalTime - Instant);
        _starter.Runs[0].IsStopped.ShouldBeFalse();
        _clock.Advance(Instant);
        _starter.Runs[0].IsStopped.ShouldBeTrue();
    }

    [Fact]
    public void Who_comes_within_the_minute_keeps_it()
    {
        var rooms = Rooms();
        rooms.TryRequest("lab", "echo", null, out _);
        rooms.PersonArrived("lab");
        _clock.Advance(TimeSpan.FromDays(1));
        _starter.Runs[0].IsStopped.ShouldBeFalse();
    }

    [Fact]
    public async Task Requests_are_refused_with_their_reason()
    {
        var rooms = Rooms(max: 2);
        rooms.TryRequest("lab", "parrot", null, out _).ShouldBe(ServerPeerRefusal.UnknownKind);
        rooms.TryRequest("lab", "echo", null, out _).ShouldBe(ServerPeerRefusal.None);
        rooms.TryRequest("lab", "echo", null, out _).ShouldBe(ServerPeerRefusal.Exists);
        rooms.TryRequest("lab", "hub", null, out _).ShouldBe(ServerPeerRefusal.None);
        rooms.TryRequest("other", "hub", null, out _).ShouldBe(ServerPeerRefusal.Busy);

        rooms.Dismiss("lab", "hub").ShouldBe(_starter.Runs[1]);
        _starter.Runs[1].End(ServerPeerEnd.Stopped);
        rooms.TryRequest("other", "hub", null, out _).ShouldBe(ServerPeerRefusal.None);
        var stopping = rooms.StopAsync();
        rooms.TryRequest("third", "hub", null, out _).ShouldBe(ServerPeerRefusal.Draining);
        stopping.IsCompleted.ShouldBeFalse("two are still there");
        _starter.Runs[0].End(ServerPeerEnd.Stopped);
        _starter.Runs[2].End(ServerPeerEnd.Stopped);
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(nameof(ServerPeerEnd.Failed), 2)]
    [InlineData(nameof(ServerPeerEnd.Removed), 1)]
    [InlineData(nameof(ServerPeerEnd.Finished), 1)]
    public void One_that_has_failed_comes_again_with_the_next_person_and_one_that_was_sent_out_does_not(string end, int started)
    {
        var rooms = Rooms(("lab", ["hub"]));
        rooms.PersonArrived("lab");
        _starter.Runs[0].End(Enum.Parse<ServerPeerEnd>(end));
        rooms.Dismiss("lab", "hub").ShouldBeNull();
        _starter.Started.Count.ShouldBe(1, "nothing fails in a circle");

        rooms.PersonArrived("lab");
        _starter.Started.Count.ShouldBe(started);
    }

    [Fact]
    public void A_room_that_was_empty_begins_anew()
    {
        var rooms = Rooms(("lab", ["hub"]));
        rooms.PersonArrived("lab");
        rooms.Dismiss("lab", "hub");
        _starter.Runs[0].End(ServerPeerEnd.Stopped);
        rooms.Dismiss("lab", "hub").ShouldBeNull();
        rooms.LastPersonLeft("lab");
        rooms.PersonArrived("lab");
        _starter.Started.Count.ShouldBe(2);
    }

    [Fact]
    public void What_was_asked_for_is_handed_over_where_somebody_is()
    {
        var rooms = Rooms();
        rooms.TryRequest("lab", "hub", "Central", out _);
        rooms.TryRequest("empty", "hub", null, out _);
        rooms.PersonArrived("lab");
        _ = rooms.StopAsync();
        var kept = rooms.ToHandover();
        kept.ShouldBe([new RequestedPeer("lab", "hub", "Central")]);

        var next = Rooms();
        next.Restore([.. kept, new RequestedPeer("lab", "gone", null)]);
        _starter.Started.Count.ShouldBe(2, "it comes when somebody is back");
        next.PersonArrived("lab");
        _starter.Started[^1].ShouldBe("hub in lab as Central");
    }

    [Fact]
    public void Too_many_configured_ones_are_left_out_and_come_with_somebody_later()
    {
        var rooms = Rooms(max: 1, ("lab", ["hub", "echo"]));
        rooms.PersonArrived("lab");
        _starter.Started.ShouldBe(["hub in lab as Hub"]);
    }

    public void Dispose() => _services.Dispose();

    private ServerPeerRooms Rooms(params (string Room, string[] Peers)[] configured) => Rooms(32, configured);

    private ServerPeerRooms Rooms(int max, params (string Room, string[] Peers)[] configured)
    {
        // What awaits the end of a stay goes on within the call that ends it.
        SynchronizationContext.SetSynchronizationContext(null);
        var options = new ServerPeersOptions
        {
            Max = max,
            Rooms = configured.ToDictionary(static one => one.Room, static one => (IReadOnlyList<string>)one.Peers, StringComparer.Ordinal),
        };
        ServerPeerKind[] kinds = [new("hub", "Hub", static _ => throw new NotSupportedException()), new("echo", "Echo", static _ => throw new NotSupportedException())];
        var metrics = new ServerPeerMetrics(_services.GetRequiredService<IMeterFactory>());
        return new ServerPeerRooms(kinds, options, _starter, metrics, new RoomRegistry(new SignalingOptions(), []), _clock, NullLogger<ServerPeerRooms>.Instance);
    }

    private sealed class Starter : IServerPeerStarter
    {
        public List<string> Started { get; } = [];

        public List<Run> Runs { get; } = [];

        public IServerPeerRun Start(string room, ServerPeerKind kind, string displayName)
        {
            Started.Add($"{kind.Name} in {room} as {displayName}");
            Runs.Add(new Run());
            return Runs[^1];
        }
    }

    private sealed class Run : IServerPeerRun
    {
        private readonly TaskCompletionSource<ServerPeerEnd> _ended = new();

        public Task<string> Joined { get; } = Task.FromResult("abcdefgh");

        public Task<ServerPeerEnd> Ended => _ended.Task;

        public bool IsStopped { get; private set; }

        public void Stop() => IsStopped = true;

        /// <summary>Ends it: whoever awaits it goes on within this call.</summary>
        public void End(ServerPeerEnd end) => _ended.SetResult(end);
    }
}
