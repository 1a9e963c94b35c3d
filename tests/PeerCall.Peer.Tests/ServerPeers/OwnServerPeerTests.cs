using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PeerCall.Peer.Tests.Rooms;
using PeerCall.Server;
using PeerCall.Server.Rooms;
using PeerCall.Server.ServerPeers;
using PeerCall.Server.Sessions;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Tests.ServerPeers;

/// <summary>Server peers of somebody else's making, and their stay in a room of a real server.</summary>
public sealed class OwnServerPeerTests
{
    [Fact]
    public async Task Each_room_has_its_own_with_services_and_it_is_disposed_of()
    {
        var witness = new Witness();
        await using var server = await LiveServer.StartAsync(
            services => services.AddSingleton(witness).AddServerPeer<Recorder>("recorder", "The recorder"), "--Peers:Rooms:one=recorder", "--Peers:Rooms:two=recorder");
        await using var alice = new PeerCallClient(server.Options("Alice", "one"));
        await using var bob = new PeerCallClient(server.Options("Bob", "two"));
        await using var ofAlice = alice.Events();
        await using var ofBob = bob.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();

        (await ofAlice.NextAsync<PeerAppeared>()).Peer.Name.ShouldBe("The recorder");
        await ofBob.NextAsync<PeerAppeared>();
        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("Alice is in one");
        (await ofBob.NextAsync<ChatReceived>()).Text.ShouldBe("Bob is in two");

        await server.RestartAsync();
        witness.Disposed.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_fails_leaves_and_nobody_else_notices()
    {
        await using var server = await LiveServer.StartAsync(
            static services => services.AddServerPeer<Faulty>("faulty"), "--Peers:Rooms:lab=faulty,echo");
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();

        var gone = await events.NextAsync<PeerDeparted>(static gone => gone.Peer.Name == "faulty");
        gone.Reason.ShouldBe(LeaveReason.Left);
        await bob.SendChatAsync("still here");
        (await events.NextAsync<ChatReceived>()).Text.ShouldBe("still here");
        // It is counted once everything of it is closed, which is after its leaving.
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(EventsExtensions.Limit);
        while (!(await http.GetStringAsync(new Uri(server.Http, "/metrics"), limit.Token)).Contains("peercall_server_peers_failed_total{peer=\"faulty\"} ", StringComparison.Ordinal))
            await Task.Yield();
    }

    [Fact]
    public async Task One_that_does_not_stop_leaves_all_the_same()
    {
        await using var server = await LiveServer.StartAsync(
            static services => services.AddServerPeer<Stubborn>("stubborn"), "--Peers:Rooms:lab=stubborn", "--Operator:Key=0123456789abcdef", "--Logging:LogLevel:Default=Error");
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        await events.NextAsync<PeerAppeared>();

        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef") } };
        var removing = http.DeleteAsync(new Uri(server.Http, "/api/rooms/lab/peers/stubborn"));
        (await events.NextAsync<PeerDeparted>()).Peer.Name.ShouldBe("stubborn");
        (await removing).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_restart_of_the_server_they_are_there_again()
    {
        await using var server = await LiveServer.StartAsync("--Peers:Rooms:lab=hub", "--Operator:Key=0123456789abcdef");
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        await events.NextAsync<PeerAppeared>();
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef") } };
        using var wanted = new StringContent("""{"peer":"echo","name":"Parrot"}""", Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri(server.Http, "/api/rooms/lab/peers"), wanted)).IsSuccessStatusCode.ShouldBeTrue();
        await events.NextAsync<PeerAppeared>();
        var id = alice.OwnId;

        await server.RestartAsync();

        await events.NextAsync<PeerDeparted>();
        await events.NextAsync<PeerDeparted>();
        string[] names = [(await events.NextAsync<PeerAppeared>()).Peer.Name, (await events.NextAsync<PeerAppeared>()).Peer.Name];
        names.Order(StringComparer.Ordinal).ShouldBe(["Hub", "Parrot"]);
        alice.OwnId.ShouldBe(id);
        alice.Role.ShouldBe(PeerRole.Host);
        alice.Peers.Count.ShouldBe(2, "nobody of the run before is left");
        server.Services.GetRequiredService<SessionRegistry>().Sessions.Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_room_is_closed_when_the_last_person_has_been_away_for_a_while()
    {
        var (witness, clock) = (new Witness(), new CountingClock());
        await using var server = await LiveServer.StartAsync(
            services => services.AddSingleton(witness).AddServerPeer<Recorder>("recorder")
                .AddSingleton(provider => ActivatorUtilities.CreateInstance<ServerPeerRooms>(provider, clock)),
            "--Peers:Rooms:lab=recorder");
        var rooms = server.Services.GetRequiredService<RoomRegistry>();
        var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        await events.NextAsync<PeerAppeared>();
        await alice.LeaveAsync();

        await using var again = new PeerCallClient(server.Options("Alice"));
        await again.JoinAsync();
        again.Peers.Single().Name.ShouldBe("recorder", "it has waited");
        await again.LeaveAsync();

        // Once for each leaving; the room is seen to be empty a moment before its time begins to run.
        SpinWait.SpinUntil(() => clock.Timers == 2, EventsExtensions.Limit).ShouldBeTrue();
        rooms.Find("lab")!.People.ShouldBeEmpty();
        clock.Advance(ServerPeerRooms.LeaveTime);

        SpinWait.SpinUntil(() => rooms.Count == 0 && witness.Disposed == 1, EventsExtensions.Limit).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Loud")]
    [InlineData("")]
    [InlineData("hub")]
    public void A_name_that_cannot_be_is_refused(string name) =>
        Should.Throw<ArgumentException>(() => PeerCallServer.Build(["--Data=" + Path.GetTempPath()], services => services.AddServerPeer<Faulty>(name)));

    private sealed class Witness
    {
        private int _disposed;

        public int Disposed => Volatile.Read(ref _disposed);

        public void Dispose() => Interlocked.Increment(ref _disposed);
    }

    private sealed class CountingClock : FakeTimeProvider
    {
        private int _timers;

        /// <summary>How many were made.</summary>
        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }

    private sealed class Recorder(Witness witness) : IServerPeer, IAsyncDisposable
    {
        public async Task RunAsync(ServerPeerContext context, CancellationToken stopping)
        {
            await foreach (var happened in context.Events.WithCancellation(stopping))
            {
                if (happened is PeerAppeared { Peer: var peer })
                    await context.Client.SendChatAsync($"{peer.Name} is in {context.Room}", stopping);
            }
        }

        public ValueTask DisposeAsync()
        {
            witness.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Faulty : IServerPeer
    {
        public Task RunAsync(ServerPeerContext context, CancellationToken stopping) => throw new InvalidOperationException("It was made to fail.");
    }

    private sealed class Stubborn : IServerPeer
    {
        public Task RunAsync(ServerPeerContext context, CancellationToken stopping) => new TaskCompletionSource().Task;
    }
}
