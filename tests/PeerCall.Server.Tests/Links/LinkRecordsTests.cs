using System.Text.Json;
using PeerCall.Server.Tests.Sessions;
using PeerCall.Server.Tests.Web;
using PeerCall.Signaling;

namespace PeerCall.Server.Tests.Links;

/// <summary>What becomes of reports: one record of each link, for the operator.</summary>
public sealed class LinkRecordsTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Both_ends_make_one_record()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey);
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        _clock.Advance(TimeSpan.FromSeconds(2));

        await ada.ReportAsync(
            ben.Peer,
            """
            {"state":"connected","cause":"relay-forced","local":{"type":"relay","protocol":"udp","relayProtocol":"tls","relayServer":"turn.example.org:443","address":"203.0.113.77"},
             "remote":{"type":"host","protocol":"udp","address":"2001:db8:1:2::9"},"relayOnly":true,"connectMs":180,"restarts":1,"mood":"good"}
            """);
        await ada.SettleAsync();
        await ben.ReportAsync(
            ada.Peer, """{"state":"connected","cause":"ok","local":{"type":"host","protocol":"udp"},"remote":{"type":"prflx","protocol":"udp"},"connectMs":190.5,"restarts":0}""");
        await ben.SettleAsync();

        var live = (await host.LinksOfAsync("abc")).ShouldHaveSingleItem();
        live.Text("room").ShouldBe("abc");
        live.Text("startedAt").ShouldBe("2026-05-04T12:00:00Z");
        live.Text("connectedAt").ShouldBe("2026-05-04T12:00:02Z");
        live.TryGetProperty("endedAt", out _).ShouldBeFalse();
        live.Text("state").ShouldBe("connected");
        live.Text("path").ShouldBe("relay-tls");
        live.GetProperty("relayed").GetBoolean().ShouldBeTrue();
        live.Text("cause").ShouldBe("relay-forced");
        live.GetProperty("restarts").GetInt32().ShouldBe(1);
        live.GetProperty("connectMs").GetDouble().ShouldBe(190.5);
        live.Peer(ada.Peer).Text("kind").ShouldBe("browser");
        var report = live.Peer(ada.Peer).GetProperty("report");
        report.GetProperty("reports").GetInt32().ShouldBe(1);
        report.GetProperty("local").Text("address").ShouldBe("203.0.113.0/24");
        live.Peer(ben.Peer).GetProperty("turn").ValueKind.ShouldBe(JsonValueKind.Null);

        _clock.Advance(TimeSpan.FromSeconds(58));
        await ben.LeaveAsync();
        var ended = (await host.LinksOfAsync("abc")).ShouldHaveSingleItem();
        ended.Text("endedAt").ShouldBe("2026-05-04T12:01:00Z");
        ended.Text("reason").ShouldBe("left");
        ended.Text("path").ShouldBe("relay-tls");
        (await host.MetricsAsync()).ShouldContain("peercall_links_ended_total{cause=\"relay-forced\",path=\"relay-tls\"} 1\n");
    }

    [Fact]
    public async Task Full_addresses_and_names_go_nowhere()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey);
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada Lovelace");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        const string Stats = """
            {"state":"connected","local":{"type":"host","protocol":"udp","address":"203.0.113.77"},"remote":{"type":"srflx","protocol":"udp","address":"2001:db8:1:2::9"},
             "address":"198.51.100.1","name":"Ada Lovelace"}
            """;
        await ada.ReportAsync(ben.Peer, Stats);

        var relayed = (await ben.ExpectAsync("report")).GetRawText();
        await ben.LeaveAsync();
        var api = (await host.ReadAsync("/api/links")).GetRawText();
        await host.StopAsync();
        var file = File.ReadAllText(Path.Combine(host.Data, "links", "links-2026-05-04.jsonl"));

        foreach (var text in new[] { relayed, api, file })
        {
            text.ShouldContain("203.0.113.0/24");
            text.ShouldContain("2001:db8:1::/48");
            text.ShouldNotContain("203.0.113.77");
            text.ShouldNotContain("2001:db8:1:2::9");
            text.ShouldNotContain("198.51.100.1");
            text.ShouldNotContain("Lovelace");
        }

        // The same object, on a line of its own.
        file.ShouldEndWith("}\n");
        JsonElement.DeepEquals(JsonDocument.Parse(file).RootElement, JsonDocument.Parse(api).RootElement.GetProperty("links")[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_cause_comes_out_in_record_and_metric()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey);
        await using var ada = await TestClient.HelloAsync(host);
        await using var ben = await TestClient.HelloAsync(host);
        foreach (var cause in CauseCodes.All)
        {
            await ada.EnterAsync("room-" + cause, "Ada");
            await ben.EnterAsync("room-" + cause, "Ben");
            await ben.ReportAsync(ada.Peer, $$"""{"state":"failed","cause":"{{cause}}"}""");
            await ben.LeaveAsync();
            await ada.LeaveAsync();

            (await host.LinksOfAsync("room-" + cause)).ShouldHaveSingleItem().Text("cause").ShouldBe(cause);
        }

        var metrics = await host.MetricsAsync();
        foreach (var cause in CauseCodes.All)
            metrics.ShouldContain($"peercall_links_ended_total{{cause=\"{cause}\",path=\"none\"}} 1\n");
    }

    [Fact]
    public async Task Newer_reports_replace_older_ones_and_reports_about_several_peers_all_count()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey);
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await using var eve = await TestClient.JoinAsync(host, "abc", "Eve");
        await ada.ReportAsync(ben.Peer, """{"state":"connecting"}""");
        await ada.ReportAsync(eve.Peer, """{"state":"connecting"}""");
        await ada.SettleAsync();
        (await ben.ExpectAsync("report")).GetProperty("stats").Text("state").ShouldBe("connecting");
        (await eve.ExpectAsync("report")).GetProperty("stats").Text("state").ShouldBe("connecting");

        _clock.Advance(TimeSpan.FromMilliseconds(499));
        await ada.ReportAsync(ben.Peer, """{"state":"failed","cause":"no-common-path"}""");
        await ada.SettleAsync();
        await StateAsync("connecting", 1);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await ada.ReportAsync(ben.Peer, """{"state":"failed","cause":"no-common-path"}""");
        await ada.SettleAsync();
        await StateAsync("failed", 2);
        (await host.MetricsAsync()).ShouldContain("peercall_reports_refused_total{reason=\"too-soon\"} 1\n");

        async Task StateAsync(string state, int reports)
        {
            var link = (await host.LinksOfAsync("abc")).Single(link => link.GetProperty("peers").EnumerateArray().All(peer => peer.Text("id") != eve.Peer));
            link.Text("state").ShouldBe(state);
            link.Peer(ada.Peer).GetProperty("report").GetProperty("reports").GetInt32().ShouldBe(reports);
        }
    }

    [Fact]
    public async Task How_a_link_ends_is_told()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey, "--Signaling:JoinTimeout=1h");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using (var lost = await TestClient.JoinAsync(host, "abc", "Lost"))
        {
            await lost.ReportAsync(ada.Peer, """{"state":"connected","cause":"ok"}""");
            await lost.SettleAsync();
            lost.Abort();
            await ada.ExpectAsync("peer-updated");
            _clock.Advance(TimeSpan.FromSeconds(61));
            (await ada.ExpectAsync("peer-left")).Text("reason").ShouldBe("timed-out");
        }

        await using var reloaded = await TestClient.JoinAsync(host, "abc", "Reloaded");
        await using var again = await TestClient.JoinAsync(host, "abc", "Reloaded", reloaded.Token);
        await again.ReportAsync(ada.Peer, """{"state":"connected","cause":"ok"}""");
        await again.SettleAsync();
        await ada.SendAsync($$"""{"type":"remove","id":{{ada.NextId()}},"peer":"{{again.Peer}}"}""");
        (await again.ExpectCloseAsync()).ShouldBe(4403);

        var links = await host.LinksOfAsync("abc");
        links.Select(static link => link.Text("reason")).ShouldBe(["removed", "replaced", "timed-out"], "newest first");
        links.Select(static link => link.Text("cause")).ShouldBe(["signaling-refused", null, "signaling-lost"]);
        (await host.MetricsAsync()).ShouldContain("peercall_links_ended_total{cause=\"unknown\",path=\"none\"} 1\n");
    }

    [Fact]
    public async Task A_restart_in_good_order_goes_on_with_the_record()
    {
        var data = Directory.CreateTempSubdirectory("peercall-test-").FullName;
        TestClient ada, ben;
        string startedAt;
        await using (var first = await SignalingHost.StartAsync(data, ownsData: false, LinkReader.WithKey))
        {
            ada = await TestClient.JoinAsync(first, "abc", "Ada");
            ben = await TestClient.JoinAsync(first, "abc", "Ben");
            await ada.ReportAsync(ben.Peer, """{"state":"connected","cause":"ok","local":{"type":"host","protocol":"udp"},"remote":{"type":"host","protocol":"udp"}}""");
            await ada.SettleAsync();
            startedAt = (await first.LinksOfAsync("abc"))[0].Text("startedAt")!;
            var stopping = first.StopAsync();
            await ada.ExpectCloseAsync();
            await ben.ExpectCloseAsync();
            await stopping;
        }

        await using var second = await SignalingHost.StartAsync(data, ownsData: true, LinkReader.WithKey);
        var (resumed, _) = await TestClient.ResumeAsync(second, ben);
        await using (ada)
        await using (ben)
        await using (resumed)
        {
            await resumed.LeaveAsync();
            var link = (await second.LinksOfAsync("abc")).ShouldHaveSingleItem();
            link.Text("startedAt").ShouldBe(startedAt);
            link.Text("path").ShouldBe("direct");
            link.Peer(ada.Peer).GetProperty("report").GetProperty("reports").GetInt32().ShouldBe(1);
            link.Text("reason").ShouldBe("left");
        }
    }
}
