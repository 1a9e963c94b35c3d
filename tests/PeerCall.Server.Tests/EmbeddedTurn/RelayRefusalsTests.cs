using System.Net;
using System.Text.Json;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Rooms;
using PeerCall.Server.Tests.Web;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;
using PeerCall.Stun;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>When a peer is told of refusals, by a clock of the test's.</summary>
public sealed class RelayRefusalsTests
{
    private readonly TimerClock _clock = new();
    private readonly PeerDirectory _peers = new();
    private readonly Member _ada = new();
    private readonly RelayRefusals _refusals;

    public RelayRefusalsTests()
    {
        _refusals = new RelayRefusals(_peers, _clock);
        var info = new PeerInfo { Id = "aaaaaaaaaa", Name = "Ada", Kind = PeerKind.Browser, Role = PeerRole.Host, Connected = true, Media = MediaState.Off };
        ((IPeerObserver)_peers).Entered(new RoomPeer(room: null!, _ada, info), []);
    }

    [Fact]
    public void What_comes_at_once_is_one_message_and_the_rest_waits_a_second()
    {
        for (var i = 1; i <= 20; i++)
            Forbid($"10.0.0.{i}");
        Forbid("10.0.0.1");
        _clock.Advance(RelayRefusals.FirstDelay);
        _ada.Told.ShouldHaveSingleItem().GetProperty("peers").GetArrayLength().ShouldBe(RelayRefused.MaxPeers);

        Forbid("10.0.1.1");
        _refusals.Add("aaaaaaaaaa", CauseCodes.TurnQuota, 486);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        _ada.Told.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _ada.Told[1].GetProperty("peers")[0].GetString().ShouldBe("10.0.1.1");
        _clock.Advance(RelayRefusals.Gap);
        _ada.Told[2].GetProperty("cause").GetString().ShouldBe("turn-quota");
        _ada.Told[2].TryGetProperty("peers", out _).ShouldBeFalse();

        _clock.Advance(RelayRefusals.Gap);
        _clock.Timers.ShouldBe(0, "nothing is left to tell");
        Forbid("10.0.0.1");
        _clock.Advance(RelayRefusals.FirstDelay);
        _ada.Told.Count.ShouldBe(4);
    }

    [Fact]
    public void Who_is_in_no_room_is_not_told_and_costs_nothing()
    {
        _refusals.Add("somebody", CauseCodes.TurnQuota, 486);
        _clock.Timers.ShouldBe(0);
    }

    [Theory]
    [InlineData(StunMethod.Allocate, 401, "turn-expired")]
    [InlineData(StunMethod.Refresh, 441, "turn-unauthorized")]
    [InlineData(StunMethod.Allocate, 486, "turn-quota")]
    [InlineData(StunMethod.Allocate, 508, "turn-quota")]
    [InlineData(StunMethod.CreatePermission, 508, null)]
    [InlineData(StunMethod.CreatePermission, 403, null)]
    [InlineData(StunMethod.Refresh, 437, null)]
    [InlineData(StunMethod.Allocate, 438, null)]
    public void A_refusal_has_a_cause_or_is_no_fault(StunMethod method, int code, string? cause) => RelayRefusals.CauseOf(method, code).ShouldBe(cause);

    private void Forbid(string address) => _refusals.Add("aaaaaaaaaa", CauseCodes.TurnForbiddenPeer, 403, IPAddress.Parse(address));

    private sealed class Member : IRoomMember
    {
        public List<JsonElement> Told { get; } = [];

        public void Deliver(OutgoingMessage message) => throw new NotSupportedException();

        public void DeliverVolatile(OutgoingMessage message) => Told.Add(JsonDocument.Parse(message.Utf8).RootElement);

        public void Evicted(int closeCode) => throw new NotSupportedException();
    }
}
