using PeerCall.Cli.Tests.Harness;
using PeerCall.Peer;

namespace PeerCall.Cli.Tests.Joining;

/// <summary><c>peercall join</c> in a room with others.</summary>
public class JoinTests
{
    [Fact]
    public async Task It_echoes_channels_and_chat_and_says_how_it_is_connected()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);
        await alice.JoinAsync();

        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--echo", "--json", "--stats", "200ms");
        var bob = (await ofAlice.NextAsync<PeerAppeared>()).Peer;
        var channel = await bob.OpenChannelAsync("data").WaitAsync(PeerCallProcess.Limit);
        await channel.SendAsync("to and fro");
        using var back = await channel.ReceiveAsync().AsTask().WaitAsync(PeerCallProcess.Limit);
        await channel.SendAsync(new byte[] { 1, 2, 3 });
        using var bytes = await channel.ReceiveAsync().AsTask().WaitAsync(PeerCallProcess.Limit);
        await alice.SendChatAsync("Hello");
        var chat = await ofAlice.NextAsync<ChatReceived>();

        back.Text.ShouldBe("to and fro");
        bytes.Data.ToArray().ShouldBe([1, 2, 3]);
        (chat.Text, chat.Peer.Name).ShouldBe(("Hello", "Bob"));
        (await peercall.NextAsync("joined")).GetProperty("peer").GetString().ShouldBe(bob.Id);
        (await peercall.NextAsync("peer-joined")).GetProperty("peer").GetProperty("name").GetString().ShouldBe("Alice");
        var link = await peercall.NextAsync("link", static link => link.TryGetProperty("path", out _));
        link.GetProperty("path").GetProperty("kind").GetString().ShouldBe("direct");
        link.GetProperty("state").GetString().ShouldBe("connected");
        (await peercall.NextAsync("stats", static stats => stats.GetProperty("bytesSent").GetInt64() > 0)).GetProperty("peer").GetString().ShouldBe(alice.OwnId);
    }

    [Fact]
    public async Task Two_that_echo_do_not_talk_to_each_other_for_ever()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);
        await alice.JoinAsync();
        await using var one = PeerCallProcess.Start(state, "join", server.Link(), "--name", "One", "--echo", "--json");
        await using var two = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Two", "--echo", "--json");
        await ofAlice.NextAsync<PeerAppeared>();
        await ofAlice.NextAsync<PeerAppeared>();

        await alice.SendChatAsync("anybody?");
        await ofAlice.NextAsync<ChatReceived>();
        await ofAlice.NextAsync<ChatReceived>();
        await alice.SendChatAsync("again");

        // What one had said to the other's echo would come before this.
        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("again");
        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("again");
    }

    [Fact]
    public async Task A_text_is_written_as_soon_as_somebody_is_there_and_then_it_leaves()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--chat", "one", "--chat", "two", "--json");
        await peercall.NextAsync("joined");
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);

        await alice.JoinAsync();

        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("one");
        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("two");
        (await ofAlice.NextAsync<PeerDeparted>()).Reason.ShouldBe(Signaling.Messages.LeaveReason.Left);
        (await peercall.EndAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Lines_of_standard_input_are_written()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);
        await alice.JoinAsync();
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--chat", "-");

        await peercall.Input.WriteLineAsync("first");
        await peercall.Input.WriteLineAsync("second");
        peercall.Input.Close();

        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("first");
        (await ofAlice.NextAsync<ChatReceived>()).Text.ShouldBe("second");
        (await peercall.EndAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Lines_for_people_obey_no_stranger()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);
        await alice.JoinAsync();
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--echo");
        await ofAlice.NextAsync<PeerAppeared>();

        await alice.SendChatAsync("\u001b[2Jcleared\r\nforged");
        await ofAlice.NextAsync<ChatReceived>();
        peercall.Signal(15);
        var (exitCode, output, _) = await peercall.EndAsync();

        exitCode.ShouldBe(143);
        output.ShouldContain("Alice:  [2Jcleared  forged");
        output.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task A_signal_leaves_the_room_at_once(int signal, int exitCode)
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);
        await alice.JoinAsync();
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--json");
        await peercall.NextAsync("joined");

        peercall.Signal(signal);

        (await ofAlice.NextAsync<PeerDeparted>()).Reason.ShouldBe(Signaling.Messages.LeaveReason.Left);
        var end = await peercall.EndAsync();
        end.ExitCode.ShouldBe(exitCode);
        end.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_leaves_after_the_time_that_was_asked_for()
    {
        await using var server = await LiveServer.StartAsync();

        var (exitCode, output, error) = await PeerCallProcess.RunAsync("join", server.Link(), "--for", "100ms", "--json");

        exitCode.ShouldBe(0);
        error.ShouldBeEmpty();
        output.TrimEnd().Split('\n')[^1].ShouldContain("\"event\":\"ended\"");
    }

    [Fact]
    public async Task Relayed_alone_it_goes_through_the_servers_own_relay()
    {
        using var state = new StateFolder();
        await using var server = await LiveServer.StartWithTurnAsync(System.Net.IPAddress.Loopback);
        await using var alice = server.Participant("Alice");
        await alice.JoinAsync();

        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--relay-only", "--json");
        var link = await peercall.NextAsync("link", static link => link.TryGetProperty("path", out _));

        link.GetProperty("path").GetProperty("kind").GetString()!.ShouldStartWith("relay-");
        link.GetProperty("path").GetProperty("ownRelay").GetString()!.ShouldStartWith("127.0.0.1:");
    }
}
