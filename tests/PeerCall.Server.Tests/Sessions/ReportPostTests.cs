using PeerCall.Server.Rooms;
using PeerCall.Server.Sessions;
using PeerCall.Server.Tests.Rooms;
using PeerCall.Server.Tests.Web;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>Reports on their way to the far end, in virtual time.</summary>
public sealed class ReportPostTests : IDisposable
{
    private static readonly LinkReport Stats = new() { State = "connected" };

    private readonly TimerClock _clock = new();
    private readonly ReportPost _post;
    private readonly Room _room = new("abc", 8, new NoObserver(), []);
    private readonly RoomPeer _ada;
    private readonly RoomPeer _ben;

    public ReportPostTests()
    {
        _post = new ReportPost(_clock);
        _ada = TestMember.Join(_room, "aaaaaaaaaa");
        _ben = TestMember.Join(_room, "bbbbbbbbbb");
    }

    public void Dispose() => _post.Dispose();

    [Fact]
    public void They_go_together_and_none_waits_longer_than_promised()
    {
        _post.Add(_ada, _ben, Stats);
        _clock.Advance(ReportPost.Delay / 2);
        _post.Add(_ben, _ada, Stats);
        Told(_ada).ShouldBeEmpty();
        Told(_ben).ShouldBeEmpty();

        _clock.Advance(ReportPost.Delay / 2);
        Told(_ada).ShouldBe(["bbbbbbbbbb"]);
        Told(_ben).ShouldBe(["aaaaaaaaaa"]);

        // The next group has its own time.
        _clock.Advance(ReportPost.Delay);
        _post.Add(_ada, _ben, Stats with { State = "failed" });
        _clock.Advance(ReportPost.Delay);
        Told(_ben).ShouldBe(["aaaaaaaaaa", "aaaaaaaaaa"]);
        Member(_ben).Told[^1].GetProperty("stats").GetProperty("state").GetString().ShouldBe("failed");
    }

    [Fact]
    public void Who_has_left_meanwhile_neither_hears_nor_is_heard()
    {
        var cleo = TestMember.Join(_room, "cccccccccc");
        _post.Add(_ada, _ben, Stats);
        _post.Add(_ben, _ada, Stats);
        _post.Add(cleo, _ada, Stats);
        _room.Leave(_ben, LeaveReason.Left);

        _clock.Advance(ReportPost.Delay);
        Told(_ben).ShouldBeEmpty();
        Told(_ada).ShouldBe(["cccccccccc"]);
    }

    private static TestMember Member(RoomPeer peer) => (TestMember)peer.Member;

    private static IEnumerable<string?> Told(RoomPeer peer) => Member(peer).Told.Select(static told => told.GetProperty("from").GetString());
}
