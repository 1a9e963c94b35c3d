namespace PeerCall.Server.Tests.Sessions;

/// <summary>What a broken connection, a reload and a restart of the server leave of a session.</summary>
public class ResumeTests
{
    [Fact]
    public async Task Nothing_is_lost_doubled_or_reordered_over_a_broken_connection()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await ada.ExpectAsync("peer-joined");

        ada.Abort();
        await ben.ExpectAsync("peer-updated");
        for (var i = 0; i < 100; i++)
        {
            await ben.ChatAsync($"{i}");
        }

        await ben.ExpectAsync("ack");
        var (again, answer) = await TestClient.ResumeAsync(host, ada);
        await using var _ = again;

        answer.GetProperty("type").GetString().ShouldBe("resumed");
        answer.GetProperty("lastId").GetInt64().ShouldBe(1);
        for (var i = 0; i < 100; i++)
        {
            (await again.ExpectAsync("chat")).GetProperty("text").GetString().ShouldBe($"{i}");
        }

        (await ben.ExpectAsync("peer-updated")).GetProperty("peer").GetProperty("connected").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_resume_takes_over_an_open_connection()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");

        var (again, answer) = await TestClient.ResumeAsync(host, ada);
        await using var _ = again;

        answer.GetProperty("type").GetString().ShouldBe("resumed");
        (await ada.ExpectCloseAsync()).ShouldBe(4409);
        await again.ChatAsync("still here");
        await again.ExpectAsync("ack");
    }

    [Fact]
    public async Task A_forged_or_foreign_token_resumes_nothing()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var eve = await TestClient.JoinAsync(host, "abc", "Eve");

        // Her own token with somebody else's session; a token with one character changed; none at all.
        foreach (var token in new[] { eve.Token, ada.Token[..^8] + "AAAAAAAA", "x" })
        {
            var (thief, answer) = await TestClient.ResumeAsync(host, ada, token: token);
            await using var _ = thief;

            answer.GetProperty("type").GetString().ShouldBe("resume-failed");
            answer.GetProperty("reason").GetString().ShouldBe("invalid-token");
            await thief.ExpectAsync("welcome");
        }

        await ada.ChatAsync("mine still");
        await ada.ExpectAsync("ack");
    }

    [Fact]
    public async Task Beyond_the_window_the_client_is_told_and_the_others_too()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:ResumeWindow=1s");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");

        ada.Abort();
        (await ben.ExpectAsync("peer-left")).GetProperty("reason").GetString().ShouldBe("timed-out");
        var (again, answer) = await TestClient.ResumeAsync(host, ada);
        await using var _ = again;

        answer.GetProperty("reason").GetString().ShouldBe("expired");
        (await again.ExpectAsync("welcome")).GetProperty("peer").GetString().ShouldBe(ada.Peer);
    }

    [Fact]
    public async Task A_client_that_misses_more_than_the_log_holds_is_told()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        ada.Abort();

        var (again, answer) = await TestClient.ResumeAsync(host, ada, lastSeq: 99);
        await using var _ = again;

        answer.GetProperty("reason").GetString().ShouldBe("behind");
    }

    [Fact]
    public async Task An_absent_session_that_outgrows_its_log_ends()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:MessagesPerSecond=0");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        ada.Abort();
        await ben.ExpectAsync("peer-updated");

        var large = new string('x', 4_000);
        for (var i = 0; i < 300; i++)
        {
            await ben.ChatAsync(large);
        }

        (await ben.ExpectAsync("peer-left")).GetProperty("reason").GetString().ShouldBe("timed-out");
    }

    [Fact]
    public async Task A_reload_keeps_the_id_and_leaves_no_ghost()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await ada.ExpectAsync("peer-joined");

        await using var reloaded = await TestClient.HelloAsync(host, ben.Token);
        await reloaded.EnterAsync("abc", "Ben");

        reloaded.Peer.ShouldBe(ben.Peer);
        (await ben.ExpectCloseAsync()).ShouldBe(4409);
        var left = await ada.ReceiveAsync();
        left.GetProperty("type").GetString().ShouldBe("peer-left");
        left.GetProperty("reason").GetString().ShouldBe("replaced");
        (await ada.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("peer-joined");
    }

    [Fact]
    public async Task A_host_who_reloads_is_host_again()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");

        await ada.CloseAsync();
        (await ben.ExpectAsync("peer-updated")).GetProperty("peer").GetProperty("role").GetString().ShouldBe("host");
        await using var reloaded = await TestClient.HelloAsync(host, ada.Token);
        var joined = await reloaded.EnterAsync("abc", "Ada");

        joined.GetProperty("role").GetString().ShouldBe("host");
        joined.GetProperty("peers")[0].GetProperty("role").GetString().ShouldBe("participant");
    }

    [Fact]
    public async Task After_a_restart_the_same_peers_are_back_under_the_same_ids()
    {
        var data = Directory.CreateTempSubdirectory("peercall-test-").FullName;
        string adaToken, adaId, benToken, benId;
        await using (var first = await SignalingHost.StartAsync(data, ownsData: false))
        {
            await using var ada = await TestClient.HelloAsync(first);
            await ada.EnterAsync("abc", "Ada", "secret");
            await using var ben = await TestClient.HelloAsync(first);
            await ben.EnterAsync("abc", "Ben", "secret");
            (adaToken, adaId, benToken, benId) = (ada.Token, ada.Peer, ben.Token, ben.Peer);
        }

        File.Delete(Path.Combine(data, "handover")); // as if the server had been killed
        await using var second = await SignalingHost.StartAsync(data, ownsData: true);
        await using var stranger = await TestClient.JoinAsync(second, "abc", "Stranger");
        await using var benAgain = await TestClient.HelloAsync(second, benToken);
        var joined = await benAgain.EnterAsync("abc", "Ben");
        await using var adaAgain = await TestClient.HelloAsync(second, adaToken);
        await adaAgain.EnterAsync("abc", "Ada");

        benAgain.Peer.ShouldBe(benId);
        joined.GetProperty("settleMs").GetInt64().ShouldBeInRange(1, 60_000);
        joined.GetProperty("role").GetString().ShouldBe("participant");
        adaAgain.Peer.ShouldBe(adaId);

        // Nobody has left: the others tear nothing down. The stranger did not know the password that the room had before.
        (await benAgain.ExpectAsync("peer-joined")).GetProperty("peer").GetProperty("role").GetString().ShouldBe("host");
        (await stranger.ExpectCloseAsync()).ShouldBe(4405);
    }

    [Fact]
    public async Task A_stop_in_good_order_loses_nothing_that_was_acknowledged()
    {
        var data = Directory.CreateTempSubdirectory("peercall-test-").FullName;
        TestClient ada, ben;
        await using (var first = await SignalingHost.StartAsync(data, ownsData: false))
        {
            ada = await TestClient.JoinAsync(first, "abc", "Ada");
            ben = await TestClient.JoinAsync(first, "abc", "Ben");
            await ada.ExpectAsync("peer-joined");
            ada.Abort();
            await ben.ExpectAsync("peer-updated");
            await ben.ChatAsync("for Ada, who is away");
            await ben.ExpectAsync("ack");

            var stopping = first.StopAsync();
            await ben.ExpectAsync("draining");
            (await ben.ExpectCloseAsync()).ShouldBe(1001);
            await ben.CloseAsync(1000);
            await stopping;
        }

        await using var second = await SignalingHost.StartAsync(data, ownsData: true);
        var (adaAgain, answer) = await TestClient.ResumeAsync(second, ada);
        var (benAgain, benAnswer) = await TestClient.ResumeAsync(second, ben);
        await using var _ = adaAgain;
        await using var __ = benAgain;

        answer.GetProperty("type").GetString().ShouldBe("resumed");
        benAnswer.GetProperty("type").GetString().ShouldBe("resumed");
        (await adaAgain.ExpectAsync("chat")).GetProperty("text").GetString().ShouldBe("for Ada, who is away");
        await adaAgain.ChatAsync("thanks");
        (await benAgain.ExpectAsync("chat")).GetProperty("from").GetString().ShouldBe(ada.Peer);
    }
}
