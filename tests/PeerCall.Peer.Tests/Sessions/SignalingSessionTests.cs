using System.Text;
using System.Text.Json;
using PeerCall.Peer.Sessions;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Tests.Sessions;

/// <summary>The client's end of docs/protocol.md, section 2, in virtual time.</summary>
public class SignalingSessionTests
{
    private readonly ScriptedServer _server = new();

    private SignalingSession Session => _server.Session;

    [Fact]
    public void It_says_hello_and_joins_as_a_headless_peer()
    {
        Session.Start();
        _server.Greet();

        var said = _server.Said;

        said[0].ShouldBeOfType<Hello>().ShouldBe(new Hello { Version = 1, Client = "test" });
        said[1].ShouldBeOfType<Join>().Kind.ShouldBe(PeerKind.Headless);
        _server.Admit();
        _server.Tokens.ShouldBe(["token-1"]);
        _server.Said.ShouldBe([new Confirm { Seq = 1 }]);
    }

    [Fact]
    public void What_is_sent_before_the_room_waits_for_it()
    {
        Session.Start();
        string? told = null;
        Session.Send(new Chat { Id = 0, Text = "early" }, error => told = error?.Code ?? "applied");
        _server.Greet();
        _ = _server.Said;
        _server.Admit();

        _server.Said.OfType<Chat>().Single().ShouldBe(new Chat { Id = 2, Text = "early" });
        told.ShouldBeNull();
        _server.Say(new Acknowledged { Id = 2 });
        told.ShouldBe("applied");
    }

    [Fact]
    public void After_a_resume_only_what_was_not_processed_is_sent_again_and_nothing_is_heard_twice()
    {
        _server.Enter();
        var settled = new List<string>();
        foreach (var text in new[] { "a", "b", "c" })
            Session.Send(new Chat { Id = 0, Text = text }, _ => settled.Add(text));
        _server.Log(new ChatFrom { From = "other234", Text = "hi", At = 1 });
        _server.Break();
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        _server.Open();

        var hello = _server.Said.OfType<Hello>().Single();
        hello.Resume.ShouldBe(new ResumePoint { Session = "s1", LastSeq = 2 });
        hello.Token.ShouldBe("token-1");
        _server.Say(new Resumed { LastId = 3, Seq = 2, Token = "token-2" });

        // Number 1 was the join, 2 to 4 the texts.
        _server.Said.OfType<Chat>().Select(chat => (chat.Id, chat.Text)).ShouldBe([(4, "c")]);
        settled.ShouldBe(["a", "b"]);
        _server.Say(new ChatFrom { From = "other234", Text = "hi", At = 1, Seq = 2 });
        _server.Heard.OfType<ChatFrom>().Count().ShouldBe(1);
        _server.Tokens[^1].ShouldBe("token-2");
    }

    [Fact]
    public void An_error_in_the_replay_tells_which_of_the_processed_was_refused()
    {
        _server.Enter();
        var settled = new List<string>();
        Session.Send(new Chat { Id = 0, Text = "a" }, error => settled.Add($"a {error?.Code}"));
        Session.Send(new Chat { Id = 0, Text = "b" }, error => settled.Add($"b {error?.Code}"));
        _server.Break();
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        _server.Open();
        _server.Say(new Resumed { LastId = 3, Seq = 2 });
        settled.ShouldBeEmpty();

        _server.Log(new Error { Code = ErrorCodes.RateLimited, Text = "", Retryable = true, InReplyTo = 2 });

        settled.ShouldBe(["a rate-limited", "b "]);
    }

    [Fact]
    public void In_a_new_session_it_joins_again_and_sends_what_still_makes_sense_under_new_numbers()
    {
        _server.Enter();
        Session.Send(new Chat { Id = 0, Text = "keep" });
        Session.Send(new Leave { Id = 0 });
        _server.KeepRule = static entry => entry.Intent is Chat;
        _server.Break();
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        _server.Open();
        _server.Say(new ResumeFailed { Reason = ResumeFailure.UnknownSession });
        _server.Greet("s2");
        _server.Admit();

        var said = _server.Said;

        said.OfType<Join>().Single().Id.ShouldBe(1);
        said.OfType<Chat>().Single().ShouldBe(new Chat { Id = 2, Text = "keep" });
        said.OfType<Leave>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CloseCodes.Removed)]
    [InlineData(CloseCodes.Replaced)]
    [InlineData(CloseCodes.UnsupportedVersion)]
    [InlineData(CloseCodes.BadProtocol)]
    [InlineData(CloseCodes.TooBig)]
    public void A_final_code_is_never_retried(int code)
    {
        _server.Enter();

        _server.Break(code);
        _server.Clock.Advance(TimeSpan.FromHours(1));

        _server.End!.Value.Code.ShouldBe(code);
        _server.Connections.ShouldBe(1);
        Session.State.ShouldBe(SessionState.Closed);
    }

    [Fact]
    public void Waits_grow_with_full_jitter_up_to_half_a_minute()
    {
        _server.RandomValue = 0.999;
        _server.Enter();
        var waits = new List<double>();
        for (var attempt = 0; attempt < 9; attempt++)
        {
            var before = _server.Connections;
            _server.Break();
            var waited = TimeSpan.Zero;
            while (_server.Connections == before)
            {
                _server.Clock.Advance(TimeSpan.FromMilliseconds(100));
                waited += TimeSpan.FromMilliseconds(100);
            }
            waits.Add(waited.TotalSeconds);
        }

        waits.ShouldBe([0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
        _server.RandomValue = 0;
        var last = _server.Connections;
        _server.Break();
        _server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        _server.Connections.ShouldBe(last + 1);
    }

    [Fact]
    public void A_connection_without_pong_is_given_up_so_that_it_can_be_resumed()
    {
        _server.Enter();
        _ = _server.Said;

        _server.Clock.Advance(TimeSpan.FromSeconds(25));
        _server.Said.ShouldBe([new Ping { Seq = 1 }]);
        _server.Clock.Advance(TimeSpan.FromSeconds(5));

        _server.AbandonedWith.ShouldBe(SocketLoss.HeartbeatLost);
        _server.States[^1].ShouldBe("failed 1");
    }

    [Fact]
    public void Pongs_keep_it_alive()
    {
        _server.Enter();
        for (var beat = 0; beat < 10; beat++)
        {
            _server.Clock.Advance(TimeSpan.FromSeconds(25));
            _server.Say(new Pong());
        }
        _server.AbandonedWith.ShouldBeNull();
    }

    [Fact]
    public void A_changed_network_asks_whether_the_connection_lives_and_cuts_a_wait_short()
    {
        _server.Enter();
        _ = _server.Said;
        Session.NetworkChanged();
        _server.Said.OfType<Ping>().Count().ShouldBe(1);
        _server.Say(new Pong());

        _server.RandomValue = 0.9;
        _server.Break();
        Session.NetworkChanged();

        _server.Connections.ShouldBe(2);
    }

    [Fact]
    public void After_a_change_of_network_a_connection_that_does_not_answer_is_given_up_within_a_second()
    {
        _server.Enter();
        // Asked already, and with all the time that a heartbeat has.
        _server.Clock.Advance(TimeSpan.FromSeconds(25));
        Session.NetworkChanged();

        _server.Clock.Advance(TimeSpan.FromMilliseconds(700));
        _server.AbandonedWith.ShouldBeNull();
        _server.Clock.Advance(TimeSpan.FromMilliseconds(100));

        _server.AbandonedWith.ShouldBe(SocketLoss.HeartbeatLost);
    }

    [Fact]
    public void A_connection_whose_address_is_gone_is_replaced_without_a_question()
    {
        _server.Enter();
        _ = _server.Said;
        _server.Strand();
        Session.NetworkChanged();

        _server.Connections.ShouldBe(2);
        // Nothing that the new one does not make good: the session goes on.
        _server.Open();
        _server.Said.OfType<Hello>().Single().Resume.ShouldNotBeNull().Session.ShouldBe("s1");
    }

    [Fact]
    public void While_a_changed_network_settles_it_is_tried_again_soon_and_then_as_after_any_loss()
    {
        _server.Enter();
        _server.RandomValue = 0.99;
        _server.Strand();
        Session.NetworkChanged();
        for (var attempt = 2; attempt <= 11; attempt++)
        {
            _server.Connections.ShouldBe(attempt);
            _server.Refuse(PeerCallErrors.ServerUnreachable);
            _server.Clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        // Two seconds are over, and none of these attempts has made the next waits longer than those after a loss.
        _server.Connections.ShouldBe(12);
        _server.Refuse(PeerCallErrors.ServerUnreachable);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(300));
        _server.Connections.ShouldBe(12);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(700));
        _server.Connections.ShouldBe(13);
    }

    [Fact]
    public void Nothing_is_sent_to_a_server_that_stops_and_it_is_given_the_time_it_asked_for()
    {
        _server.Enter();
        _ = _server.Said;
        _server.Say(new Draining { ReconnectInMs = 4_000 });

        Session.Send(new Chat { Id = 0, Text = "later" });
        _server.Said.ShouldBeEmpty();
        _server.Break(CloseCodes.GoingAway);
        _server.Clock.Advance(TimeSpan.FromSeconds(1.9));
        Session.NetworkChanged();
        _server.Connections.ShouldBe(1);
        _server.Clock.Advance(TimeSpan.FromSeconds(0.2));

        _server.Connections.ShouldBe(2);
    }

    [Fact]
    public void A_server_that_does_not_greet_is_left()
    {
        Session.Start();
        _server.Open();
        _server.Clock.Advance(TimeSpan.FromSeconds(10));

        _server.AbandonedWith.ShouldBe(SocketLoss.SlowOpening);
    }

    [Fact]
    public void Many_messages_are_confirmed_in_time()
    {
        _server.Enter();
        _ = _server.Said;
        for (var i = 0; i < 200; i++)
            _server.Log(new ChatFrom { From = "other234", Text = "x", At = 1 });

        _server.Said.OfType<Confirm>().Select(confirm => confirm.Seq).ShouldBe([65, 129, 193]);
    }

    [Fact]
    public void What_it_does_not_know_keeps_its_place_in_the_log()
    {
        _server.Enter();
        _server.SayRaw("""{"type":"wave","seq":2,"to":[1,{"seq":9}]}"""u8.ToArray());
        _server.SayRaw("not json"u8.ToArray());
        _server.SayRaw("""{"type":"chat"}"""u8.ToArray());
        _server.Break();
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        _server.Open();

        _server.Said.OfType<Hello>().Single().Resume!.LastSeq.ShouldBe(2);
    }

    [Fact]
    public void A_message_that_is_too_large_is_refused_here_and_not_sent()
    {
        _server.Enter();
        _ = _server.Said;
        string? code = null;
        using var body = JsonDocument.Parse($$"""{"type":"offer","sdp":"{{new string('x', 70_000)}}"}""");
        Session.Send(new Signal { Id = 0, To = "other234", Link = "l", Description = body.RootElement.Clone() }, error => code = error?.Code);

        code.ShouldBe(ErrorCodes.BadMessage);
        _server.Said.ShouldBeEmpty();
    }

    [Fact]
    public void Leaving_says_so()
    {
        _server.Enter();
        _ = _server.Said;

        Session.Close();

        _server.Said.ShouldBe([new Leave { Id = 2 }]);
        _server.AbandonedWith.ShouldBe(CloseCodes.Normal);
        _server.Clock.Advance(TimeSpan.FromHours(1));
        _server.Connections.ShouldBe(1);
    }

    [Fact]
    public void A_lost_joined_leaves_no_ghost()
    {
        Session.Start();
        _server.Greet();
        _server.Break();
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        _server.Open();

        _server.Said.OfType<Hello>().Single().Resume!.Session.ShouldBe("s1");
        _server.Say(new Resumed { LastId = 0, Seq = 0 });
        _server.Said.OfType<Join>().Single().Id.ShouldBe(1);
    }

    [Fact]
    public void A_refused_join_is_told()
    {
        Session.Start();
        _server.Greet();
        _server.Log(new Error { Code = ErrorCodes.RoomFull, Text = "full", Retryable = true, InReplyTo = 1 });

        _server.Refusals.Single().Code.ShouldBe(ErrorCodes.RoomFull);
        Session.Join();
        _server.Said.OfType<Join>().Select(join => join.Id).ShouldBe([1, 2]);
    }

    [Fact]
    public void Every_server_message_of_the_fixtures_is_read()
    {
        foreach (var file in Directory.GetFiles(Fixtures.Folder("signaling"), "server.*.json"))
        {
            using var fixture = JsonDocument.Parse(File.ReadAllBytes(file));
            ServerMessageReader.Read(Encoding.UTF8.GetBytes(fixture.RootElement.GetProperty("message").GetRawText())).Message.ShouldNotBeNull(Path.GetFileName(file));
        }
        ServerMessageReader.Read(Encoding.UTF8.GetBytes("[1]")).ShouldBe(default);
    }
}
