using PeerCall.Cli.Tests.Harness;
using PeerCall.Peer;

namespace PeerCall.Cli.Tests.Joining;

/// <summary>Who a run is: the same as the one before if that was cut off.</summary>
public class IdentityTests
{
    [Fact]
    public async Task Killed_it_comes_back_as_the_same_peer()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);
        await alice.JoinAsync();
        await using var first = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        var id = (await first.NextAsync("joined")).GetProperty("peer").GetString();
        await first.NextAsync("link", static link => link.GetProperty("state").GetString() == "connected");

        first.Signal(9);
        await first.EndAsync();
        await using var second = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        var joined = await second.NextAsync("joined");
        await second.NextAsync("link", static link => link.GetProperty("state").GetString() == "connected");

        joined.GetProperty("peer").GetString().ShouldBe(id);
        (await ofAlice.NextAsync<PeerDeparted>()).Reason.ShouldBe(Signaling.Messages.LeaveReason.Replaced);
        alice.Peers.Select(static peer => peer.Id).ShouldBe([id]);
    }

    [Fact]
    public async Task Two_at_once_are_two_peers()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var first = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        var id = (await first.NextAsync("joined")).GetProperty("peer").GetString();

        await using var second = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");

        (await second.NextAsync("joined")).GetProperty("peer").GetString().ShouldNotBe(id);
        (await first.NextAsync("peer-joined")).GetProperty("peer").GetProperty("name").GetString().ShouldBe("Bob");
    }

    [Fact]
    public async Task Fresh_is_another_peer_and_so_is_who_had_left()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var first = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        var id = (await first.NextAsync("joined")).GetProperty("peer").GetString();
        first.Signal(9);
        await first.EndAsync();

        await using var fresh = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json", "--fresh");
        var other = (await fresh.NextAsync("joined")).GetProperty("peer").GetString();
        fresh.Signal(2);
        await fresh.EndAsync();
        await using var third = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        var last = (await third.NextAsync("joined")).GetProperty("peer").GetString();

        new[] { id, other, last }.ShouldBeUnique();
    }

    [Fact]
    public async Task The_token_is_for_its_owners_eyes_alone()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        await peercall.NextAsync("joined");
        peercall.Signal(9);
        await peercall.EndAsync();

        var file = Directory.GetFiles(Path.Combine(state.Path, "peercall")).ShouldHaveSingleItem();

        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        peercall.Output.ShouldNotContain(await File.ReadAllTextAsync(file));
    }
}
