using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Tests.Rooms;

/// <summary>Participants in rooms of a real server.</summary>
public class RoomTests
{
    [Fact]
    public async Task Two_participants_open_channels_to_each_other()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var ofAlice = alice.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();

        var channel = await bob.Peers.Single().OpenChannelAsync("data").WaitAsync(EventsExtensions.Limit);
        var opened = await ofAlice.NextAsync<ChannelOpened>();
        await channel.SendAsync("Hello");
        using var hello = await opened.Channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        await opened.Channel.SendAsync(new byte[] { 1, 2, 3 });
        using var answer = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);

        hello.Text.ShouldBe("Hello");
        answer.Data.ToArray().ShouldBe([1, 2, 3]);
        opened.Peer.Name.ShouldBe("Bob");
        opened.Peer.Info.Kind.ShouldBe(PeerKind.Headless);
        alice.Role.ShouldBe(PeerRole.Host);
        bob.Peers.Single().Status.State.ShouldBe(LinkState.Connected);
        (await bob.Peers.Single().GetStatsAsync()).SelectedCandidatePair.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_chat_text_reaches_the_others_once()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var ofAlice = alice.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();

        await bob.SendChatAsync("one");
        await bob.SendChatAsync("two");

        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("one");
        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("two");
    }

    [Fact]
    public async Task Who_leaves_is_gone_at_once()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var ofAlice = alice.Events();
        await using var ofBob = bob.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();

        await bob.LeaveAsync();

        (await ofAlice.NextAsync<PeerDeparted>()).Reason.ShouldBe(LeaveReason.Left);
        (await ofBob.NextAsync<ClientEnded>()).Error.ShouldBeNull();
        bob.State.ShouldBe(ClientState.Ended);
        (await Should.ThrowAsync<PeerCallException>(() => bob.SendChatAsync("late"))).Code.ShouldBe(PeerCallErrors.Left);
    }

    [Fact]
    public async Task Both_see_how_the_link_runs()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var ofAlice = alice.Events();
        await using var ofBob = bob.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();

        var fromAlice = await ofAlice.NextAsync<LinkChanged>(change => change.Status.Path is not null);
        var fromBob = await ofBob.NextAsync<LinkChanged>(change => change.Status.Path is not null);

        fromAlice.Status.Path!.Kind.ShouldBe("direct");
        fromBob.Status.Path!.Kind.ShouldBe("direct");
        fromAlice.Status.ConnectTime.ShouldNotBeNull();
    }

    [Fact]
    public async Task After_a_restart_of_the_server_the_same_peers_go_on_over_the_same_links()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var ofAlice = alice.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();
        var channel = await bob.Peers.Single().OpenChannelAsync("data").WaitAsync(EventsExtensions.Limit);
        var opened = await ofAlice.NextAsync<ChannelOpened>();
        var (ids, peers) = ((alice.OwnId, bob.OwnId), (alice.Peers.Single(), bob.Peers.Single()));

        await server.RestartAsync();
        await ofAlice.NextAsync<ClientStateChanged>(change => change.State is ClientState.Joined);
        await bob.SendChatAsync("still here").WaitAsync(EventsExtensions.Limit);
        await channel.SendAsync("and here");

        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("still here");
        using var message = await opened.Channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        message.Text.ShouldBe("and here");
        (alice.OwnId, bob.OwnId).ShouldBe(ids);
        (alice.Peers.Single(), bob.Peers.Single()).ShouldBe(peers);
    }

    [Fact]
    public async Task A_token_brings_the_same_peer_back()
    {
        await using var server = await LiveServer.StartAsync();
        string? token = null;
        var first = new PeerCallClient(server.Options("Alice") with { TokenChanged = newest => token = newest });
        await using var witness = new PeerCallClient(server.Options("Bob"));
        await using var events = witness.Events();
        await first.JoinAsync();
        await witness.JoinAsync();

        await using var second = new PeerCallClient(server.Options("Alice") with { Token = token });
        await using var ofFirst = first.Events();
        await second.JoinAsync();

        second.OwnId.ShouldBe(first.OwnId);
        (await ofFirst.NextAsync<ClientEnded>()).Error!.Code.ShouldBe(PeerCallErrors.Replaced);
        (await events.NextAsync<PeerDeparted>()).Reason.ShouldBe(LeaveReason.Replaced);
        await events.NextAsync<LinkChanged>(change => change.Peer.Id == second.OwnId && change.Status.State is LinkState.Connected);
    }

    [Fact]
    public async Task Files_arrive_whole()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var ofAlice = alice.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();
        var content = new byte[5_000_001];
        new Random(7).NextBytes(content);
        using var source = new MemoryFileSource("../../etc/some file.bin", content);

        var sending = bob.Peers.Single().SendFileAsync(source);
        var offer = await ofAlice.NextAsync<FileOffered>();
        using var target = new MemoryStream();
        await offer.File.AcceptAsync(new StreamFileSink(target)).WaitAsync(EventsExtensions.Limit);
        await sending.WaitAsync(EventsExtensions.Limit);

        offer.File.Name.ShouldBe("some file.bin");
        offer.File.Size.ShouldBe(content.Length);
        target.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_is_said_so()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice") with { Password = "right" });
        await alice.JoinAsync();

        var wrong = new PeerCallClient(server.Options("Bob") with { Password = "wrong" });
        var none = new PeerCallClient(server.Options("Bob"));

        (await Should.ThrowAsync<PeerCallException>(() => wrong.JoinAsync())).Code.ShouldBe(ErrorCodes.WrongPassword);
        (await Should.ThrowAsync<PeerCallException>(() => none.JoinAsync())).Code.ShouldBe(ErrorCodes.PasswordRequired);
    }
}
