using System.Text.Json;
using PeerCall.Server.Tests.Sessions;
using PeerCall.Server.Tests.Web;

namespace PeerCall.Server.Tests.Links;

/// <summary>Reports that nobody honest sends: they cost their sender, and nobody else notices.</summary>
public sealed class HostileReportsTests
{
    private const string Honest = """{"state":"connected","cause":"ok","local":{"type":"host","protocol":"udp"},"remote":{"type":"host","protocol":"udp"},"roundTripMs":12.5}""";

    [Fact]
    public async Task A_report_out_of_bounds_changes_nothing()
    {
        var clock = new ManualClock();
        await using var host = await SignalingHost.StartAsync(clock, LinkReader.WithKey);
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await using var far = await TestClient.JoinAsync(host, "elsewhere", "Far");
        await ada.ReportAsync(ben.Peer, Honest);
        await ada.SettleAsync();
        clock.Advance(TimeSpan.FromMinutes(1));

        string[] absurd =
        [
            "{}",
            """{"state":"connected","roundTripMs":-1}""",
            """{"state":"connected","roundTripMs":"NaN"}""",
            """{"state":"connected","lossPercent":1e308}""",
            """{"state":"connected","lossPercent":1e9999}""",
            """{"state":"connected","bytesSent":99999999999999999999}""",
            """{"state":"splendid"}""",
            """{"state":"failed","cause":"<b>"}""",
            """{"state":"connected","local":{"type":"host","protocol":"udp"}}""",
            $$"""{"state":"connected","padding":"{{new string('x', 5_000)}}"}""",
        ];

        // More than the ten that close a connection where messages are misunderstood.
        foreach (var stats in absurd.Concat(absurd))
        {
            await ada.ReportAsync(ben.Peer, stats);
            (await ada.ExpectErrorAsync()).ShouldBe("bad-report", stats);
        }

        foreach (var peer in new[] { ada.Peer, far.Peer, "nobody", "" })
        {
            await ada.ReportAsync(peer, Honest);
            (await ada.ExpectErrorAsync()).ShouldBe("unknown-peer", peer);
        }

        await ada.ReportAsync(ben.Peer, $$"""{"state":"connected","deep":{{new string('[', 5_000)}}{{new string(']', 5_000)}}}""");
        (await ada.ExpectErrorAsync()).ShouldBe("bad-message");

        var link = (await host.LinksOfAsync("abc")).ShouldHaveSingleItem();
        var report = link.Peer(ada.Peer).GetProperty("report");
        report.GetProperty("reports").GetInt32().ShouldBe(1);
        report.GetProperty("roundTripMs").GetDouble().ShouldBe(12.5);
        (await host.LinksOfAsync("elsewhere")).ShouldBeEmpty();
        var metrics = await host.MetricsAsync();
        metrics.ShouldContain($"peercall_reports_refused_total{{reason=\"bad-report\"}} {absurd.Length * 2}\n");
        metrics.ShouldContain("peercall_reports_refused_total{reason=\"unknown-peer\"} 4\n");
        metrics.ShouldContain($"peercall_errors_sent_total{{code=\"bad-report\"}} {absurd.Length * 2}\n");
        metrics.ShouldContain("peercall_links_reported_total{path=\"direct\"} 1\n");

        await HasHeardOnlyTheHonestOneAsync(ada, ben, clock);
    }

    [Fact]
    public async Task Ten_thousand_reports_at_once_are_one()
    {
        var clock = new ManualClock();
        await using var host = await SignalingHost.StartAsync(clock, LinkReader.WithKey, "--Signaling:MessagesPerSecond=0");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await ada.ReportAsync(ben.Peer, Honest);
        await ada.SettleAsync();

        // Each would be news to the other end.
        for (var i = 0; i < 10_000; i++)
            await ada.ReportAsync(ben.Peer, $$"""{"state":"failed","restarts":{{i}}}""");
        await ada.SettleAsync();

        var link = (await host.LinksOfAsync("abc")).ShouldHaveSingleItem();
        link.Peer(ada.Peer).GetProperty("report").GetProperty("reports").GetInt32().ShouldBe(1);
        (await host.MetricsAsync()).ShouldContain("peercall_reports_refused_total{reason=\"too-soon\"} 10000\n");
        await HasHeardOnlyTheHonestOneAsync(ada, ben, clock);
    }

    [Fact]
    public async Task Outside_a_room_there_is_nobody_to_report_about()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.HelloAsync(host);
        await ada.ReportAsync("z8w4t6r2pb", Honest);
        (await ada.ExpectErrorAsync()).ShouldBe("unknown-peer");
    }

    // Reports go together and in order: whatever else was passed on comes before one that is sent last.
    private static async Task HasHeardOnlyTheHonestOneAsync(TestClient ada, TestClient ben, ManualClock clock)
    {
        clock.Advance(TimeSpan.FromMinutes(1));
        await ada.ReportAsync(ben.Peer, """{"state":"disconnected"}""");
        StateOf(await ben.ExpectAsync("report")).ShouldBe("connected");
        StateOf(await ben.ReceiveAsync()).ShouldBe("disconnected");
        await ada.ChatAsync("hello");
        (await ben.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("chat");

        static string? StateOf(JsonElement report) => report.GetProperty("stats").GetProperty("state").GetString();
    }
}
