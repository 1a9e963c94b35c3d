using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Links;
using PeerCall.Server.Rooms;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Tests.Rooms;
using PeerCall.Server.Tests.Web;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Tests.Links;

/// <summary>What is kept of links in memory, and how much.</summary>
public sealed class LinkBookTests : IDisposable
{
    private static readonly LinkReport Report = new() { State = "connected", Cause = CauseCodes.Ok };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualClock _clock = new();
    private readonly LinksOptions _options = new() { MaxRecords = 3, File = false };
    private readonly LinkBook _book;
    private readonly Room _room;

    public LinkBookTests()
    {
        _book = new LinkBook(_options, new RelayLedger(), new LinkFileQueue(_options), new ServerMetrics(_services.GetRequiredService<IMeterFactory>()), _clock);
        _room = new Room("abc", 8, new NoObserver(), [_book]);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void A_burst_of_reports_leaves_nothing_behind()
    {
        var (ada, ben) = (Join("aaaaaaaaaa"), Join("bbbbbbbbbb"));
        _book.TryReport(ada, ben, Report, out _, out _).ShouldBeTrue();
        _book.TryReport(ada, ben, Report, out _, out _).ShouldBeFalse();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            _book.TryReport(ada, ben, Report, out _, out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        // Nor do those that are taken.
        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _clock.Advance(LinkBook.ReportGap);
            _book.TryReport(ada, ben, Report, out _, out _);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        _book.LiveIn(_room).ShouldHaveSingleItem().One.Reports.ShouldBe(1_001);
    }

    [Fact]
    public void The_other_end_is_told_what_it_does_not_know()
    {
        var (ada, ben) = (Join("aaaaaaaaaa"), Join("bbbbbbbbbb"));
        var host = new ReportedCandidate { Type = "host", Protocol = "udp" };
        var relay = new ReportedCandidate { Type = "relay", Protocol = "udp", RelayProtocol = "tls" };
        LinkReport[] news =
        [
            Report,
            Report with { Local = host, Remote = host },
            Report with { Local = relay, Remote = host },
            Report with { Local = relay with { RelayProtocol = "tcp" }, Remote = host },
            Report with { Local = host, Remote = relay },
            Report with { Cause = CauseCodes.RelayForced },
            Report with { Cause = CauseCodes.RelayForced, RelayOnly = true },
            Report with { Paused = true },
            Report with { Restarts = 1 },
            Report with { State = "failed" },
        ];
        foreach (var report in news)
        {
            IsNews(ada, ben, report).ShouldBeTrue(report.ToString());
            var figures = report with { RoundTripMs = 3, JitterMs = 1, LossPercent = 2, ConnectMs = 80, SendKbps = 900, ReceiveKbps = 800, BytesSent = 1, BytesReceived = 2 };
            IsNews(ada, ben, figures).ShouldBeFalse(report.ToString());
            // As new as ever in the record.
            _book.LiveIn(_room).ShouldHaveSingleItem().One.Report.ShouldBe(figures);
        }

        IsNews(ben, ada, news[^1]).ShouldBeTrue();
    }

    [Fact]
    public void The_other_end_is_told_again_after_a_minute_and_after_it_was_away()
    {
        var (ada, ben) = (Join("aaaaaaaaaa"), Join("bbbbbbbbbb"));
        IsNews(ada, ben, Report).ShouldBeTrue();
        _clock.Advance(LinkBook.ToldAgainAfter - (2 * LinkBook.ReportGap));
        IsNews(ada, ben, Report).ShouldBeFalse();
        IsNews(ada, ben, Report).ShouldBeTrue();
        IsNews(ada, ben, Report).ShouldBeFalse();

        _room.SetConnected(ben, connected: false);
        IsNews(ada, ben, Report with { Paused = true }).ShouldBeTrue();
        _room.SetConnected(ben, connected: true);
        IsNews(ada, ben, Report with { Paused = true }).ShouldBeTrue();
        IsNews(ada, ben, Report with { Paused = true }).ShouldBeFalse();
    }

    [Fact]
    public void The_oldest_of_those_that_have_ended_go_first()
    {
        var start = _clock.GetUtcNow();
        Join("aaaaaaaaaa");
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _room.Leave(Join("bbbbbbbbbb"), LeaveReason.Left);
        }

        _book.Ended(DateTimeOffset.MinValue, out var isComplete).Select(record => record.EndedAt - start)
            .ShouldBe([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5)]);
        isComplete.ShouldBeFalse();
        _book.Ended(start + TimeSpan.FromSeconds(2), out isComplete).Count.ShouldBe(3);
        isComplete.ShouldBeTrue();
        _book.Live().ShouldBeEmpty();
    }

    [Fact]
    public void Everybody_in_a_room_is_linked_to_everybody_and_to_nobody_else()
    {
        foreach (var id in new[] { "aaaaaaaaaa", "cccccccccc", "bbbbbbbbbb", "dddddddddd" })
            Join(id);
        var elsewhere = new Room("elsewhere", 8, new NoObserver(), [_book]);
        Join("eeeeeeeeee", elsewhere);

        _book.LiveIn(_room).Select(static link => $"{link.One.Id[0]}{link.Other.Id[0]}").Order().ShouldBe(["ab", "ac", "ad", "bc", "bd", "cd"]);
        _book.LiveIn(elsewhere).ShouldBeEmpty();
        _book.Live().Count().ShouldBe(6);
    }

    [Fact]
    public void A_report_that_meets_the_end_of_its_link_changes_nothing()
    {
        var (ada, ben) = (Join("aaaaaaaaaa"), Join("bbbbbbbbbb"));
        _room.Leave(ben, LeaveReason.Left);
        _book.TryReport(ada, ben, Report, out _, out _).ShouldBeFalse();
        _book.Ended(DateTimeOffset.MinValue, out _).ShouldHaveSingleItem().State.ShouldBe("new");
    }

    // As soon as another one is taken.
    private bool IsNews(RoomPeer from, RoomPeer to, LinkReport report)
    {
        _clock.Advance(LinkBook.ReportGap);
        _book.TryReport(from, to, report, out _, out var isNews).ShouldBeTrue();
        return isNews;
    }

    private RoomPeer Join(string id, Room? room = null) => TestMember.Join(room ?? _room, id);
}
