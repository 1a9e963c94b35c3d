using Microsoft.Extensions.Time.Testing;
using PeerCall.Peer.Client;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Links;
using PeerCall.Rtc;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Tests.Links;

/// <summary>One link by the rules of docs/protocol.md, section 5, in virtual time.</summary>
public class PeerLinkTests : IPeerLinkEvents
{
    private const string Turn = "turn:turn.example.org";
    private readonly FakeTimeProvider _clock = new();
    private readonly List<Exception> _faults = [];
    private readonly List<(string Link, string? RemoteLink, SignalingMessage Message)> _said = [];
    private readonly List<LinkReport> _reports = [];
    private readonly List<LinkStatus> _statuses = [];
    private readonly Turns _turns;
    private ScriptedEngine _engine = new();

    public PeerLinkTests() => _turns = new Turns(_faults.Add, static turns => turns.Drain());

    private ScriptedConnection Connection => _engine.Connections[^1];

    [Fact]
    public void Who_comes_later_offers_at_once()
    {
        Make().Start(offer: true);

        Connection.Asked.ShouldBe(["data"]);
        _said.Single().Message.Description!.Type.ShouldBe(SdpType.Offer);
        _said.Single().RemoteLink.ShouldBeNull();
    }

    [Fact]
    public void Who_was_there_first_waits_for_the_offer_but_not_for_ever()
    {
        Make().Start(offer: false);
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Connection.Asked.ShouldBeEmpty();

        _clock.Advance(TimeSpan.FromSeconds(0.2));

        Connection.Asked.ShouldBe(["data"]);
    }

    [Fact]
    public void An_offer_is_answered_under_both_names()
    {
        var link = Make();
        link.Start(offer: false);

        link.Receive("theirs", null, Offer());

        var (own, remote, message) = _said.Single();
        (remote, message.Description!.Type).ShouldBe(("theirs", SdpType.Answer));
        own.Length.ShouldBe(12);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Connection.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("aaa", "bbb", false)]
    [InlineData("bbb", "aaa", true)]
    [InlineData("Z", "a", false)]
    public void The_greater_id_by_code_unit_is_polite(string own, string peer, bool isPolite)
    {
        _ = new PeerLink(own, peer, new EngineConfiguration([], IceTransportPolicy.All), new LinkOptions(_engine, _clock, _turns), this);

        Connection.IsPolite.ShouldBe(isPolite);
    }

    [Fact]
    public void What_is_said_to_another_connection_is_ignored()
    {
        var link = Make();
        link.Start(offer: true);

        link.Receive("theirs", "somebody else", Answer());

        Connection.Taken.ShouldBeEmpty();
    }

    [Fact]
    public void A_peer_that_has_started_afresh_gets_a_new_connection()
    {
        var link = Make();
        link.Start(offer: true);
        link.Receive("first", null, Answer());
        var before = Connection;

        link.Receive("second", null, Offer());

        before.IsClosed.ShouldBeTrue();
        _engine.Connections.Count.ShouldBe(2);
        Connection.IsBound.ShouldBeTrue();
        _said[^1].RemoteLink.ShouldBe("second");
        _said[^1].Link.ShouldNotBe(_said[0].Link);
    }

    [Fact]
    public void Two_ends_that_start_afresh_at_once_do_not_chase_each_other()
    {
        var link = Make();
        link.Start(offer: true);

        link.Receive("first", null, new SignalingMessage());
        link.Receive("second", null, Offer());

        _engine.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public void The_impolite_end_repeats_its_first_offer_when_no_answer_comes()
    {
        var link = Make(isPolite: false);
        link.Start(offer: true);
        link.Receive("theirs", null, Offer());
        Connection.IsBound.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1.1));

        Connection.Asked.ShouldBe(["data", "repeat"]);
    }

    [Fact]
    public void A_short_loss_mends_itself_and_a_longer_one_is_mended()
    {
        var link = Connected();
        Connection.Become(ConnectionState.Disconnected, isIceDown: true);
        link.Status.State.ShouldBe(LinkState.Interrupted);
        _clock.Advance(TimeSpan.FromSeconds(0.4));
        Connection.Become(ConnectionState.Connected);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Connection.Asked.ShouldNotContain("restart");

        Connection.Become(ConnectionState.Disconnected, isIceDown: true);
        _clock.Advance(TimeSpan.FromSeconds(0.6));

        Connection.Asked.ShouldContain("restart");
        link.Status.Restarts.ShouldBe(1);
    }

    [Fact]
    public void A_link_that_stays_down_is_tried_on_every_ten_seconds()
    {
        Connected();
        Connection.Become(ConnectionState.Failed, isIceDown: true);
        Pass(120);
        var before = _engine.Connections.Count;

        Pass(60);

        (_engine.Connections.Count - before).ShouldBe(6);

        void Pass(int seconds)
        {
            for (var second = 0; second < seconds; second++)
                _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_signaling_on_both_ends_a_restart_waits_and_comes_with_it(bool isOwnThere)
    {
        var link = Connected();
        link.SetSignaling(isOwnThere ? SignalingStanding.Connected : SignalingStanding.Lost, isPeerThere: !isOwnThere);
        Connection.Become(ConnectionState.Disconnected, isIceDown: true);
        _clock.Advance(TimeSpan.FromSeconds(25));
        link.Status.Restarts.ShouldBe(0);

        link.SetSignaling(SignalingStanding.Connected, isPeerThere: true);

        link.Status.Restarts.ShouldBe(1);
        _engine.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public void A_link_that_is_down_does_not_wait_for_its_turn_when_signaling_returns()
    {
        var link = Connected();
        Connection.Become(ConnectionState.Disconnected, isIceDown: true);
        _clock.Advance(TimeSpan.FromSeconds(1));
        link.Status.Restarts.ShouldBe(1);
        link.SetSignaling(SignalingStanding.Lost, isPeerThere: true);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        link.Status.Restarts.ShouldBe(1);

        link.SetSignaling(SignalingStanding.Connected, isPeerThere: true);

        link.Status.Restarts.ShouldBe(2);
    }

    [Fact]
    public void A_link_that_came_back_by_itself_is_not_restarted_when_signaling_returns()
    {
        var link = Connected();
        link.SetSignaling(SignalingStanding.Lost, isPeerThere: true);
        Connection.Become(ConnectionState.Disconnected, isIceDown: true);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Connection.Become(ConnectionState.Connected);

        link.SetSignaling(SignalingStanding.Connected, isPeerThere: true);

        link.Status.Restarts.ShouldBe(0);
    }

    [Fact]
    public void After_restarts_in_vain_it_says_so_and_starts_afresh()
    {
        var link = Connected();
        Connection.Become(ConnectionState.Failed, isIceDown: true);
        for (var second = 0; second < 20; second++)
        {
            if (Connection.HasOpenOffer)
                Answered();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _engine.Connections.Count.ShouldBe(2);
        Connection.Asked.ShouldBe(["data"]);
        _statuses.ShouldContain(status => status.State == LinkState.Failed && status.Cause == CauseCodes.TurnNotConfigured);

        void Answered() => link.Receive("theirs", null, Answer());
    }

    [Fact]
    public void An_exchange_that_was_held_up_is_followed_by_another_soon()
    {
        var link = Connected();
        Connection.Become(ConnectionState.Disconnected, isIceDown: true);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        _clock.Advance(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(4));
        link.Status.Restarts.ShouldBe(3);
        _clock.Advance(TimeSpan.FromSeconds(5));

        link.Receive("theirs", null, Answer());

        _clock.Advance(TimeSpan.FromSeconds(1.9));
        _engine.Connections.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        _engine.Connections.Count.ShouldBe(2);
    }

    [Fact]
    public void An_engine_that_cannot_restart_starts_afresh()
    {
        _engine = new ScriptedEngine { Features = EngineFeatures.None };
        Connected();

        Connection.Become(ConnectionState.Failed, isIceDown: true);

        _engine.Connections.Count.ShouldBe(2);
    }

    [Fact]
    public void Descriptions_that_do_not_fit_begin_again()
    {
        var link = Make();
        link.Start(offer: false);
        Connection.Fault = new RtcException(RtcErrorCode.Syntax, "no");

        link.Receive("theirs", null, Offer());

        _engine.Connections.Count.ShouldBe(2);
        _said[^1].Message.Description!.Type.ShouldBe(SdpType.Offer);
    }

    [Fact]
    public void A_peer_that_never_answers_is_the_cause_after_twenty_seconds()
    {
        var link = Make();
        link.Start(offer: true);
        _clock.Advance(TimeSpan.FromSeconds(19));
        link.Status.State.ShouldBe(LinkState.Connecting);

        _clock.Advance(TimeSpan.FromSeconds(2));

        link.Status.ShouldSatisfyAllConditions(
            status => status.State.ShouldBe(LinkState.Failed),
            status => status.Cause.ShouldBe(CauseCodes.PeerGone));
        _reports.Single().ShouldSatisfyAllConditions(report => report.State.ShouldBe("failed"), report => report.Cause.ShouldBe(CauseCodes.PeerGone));
    }

    [Fact]
    public void Whoever_waits_for_an_offer_counts_the_twenty_seconds_from_there()
    {
        var link = Make();
        link.Start(offer: false);
        _clock.Advance(TimeSpan.FromSeconds(2));
        link.Receive("theirs", null, Offer());

        _clock.Advance(TimeSpan.FromSeconds(19));
        link.Status.State.ShouldBe(LinkState.Connecting);
        _clock.Advance(TimeSpan.FromSeconds(2));

        link.Status.State.ShouldBe(LinkState.Failed);
    }

    /// <summary>That what is seen reaches the rules; LinkEvidenceTests has the rules.</summary>
    public static TheoryData<string, string> Causes => new()
    {
        { "", CauseCodes.TurnNotConfigured },
        { "user 701", CauseCodes.TurnUnreachable },
        { "user 701 401", CauseCodes.TurnUnauthorized },
        { "1000:user 401", CauseCodes.TurnExpired },
        { "9999999999:user 401", CauseCodes.TurnUnauthorized },
        { "user told", CauseCodes.TurnQuota },
        { "user 701 relay", CauseCodes.NoCommonPath },
        { "user relay far refused", CauseCodes.TurnForbiddenPeer },
        { "user relay far", CauseCodes.NoCommonPath },
        { "user relay report", CauseCodes.StunUnreachable },
        { "user lost", CauseCodes.SignalingLost },
        { "user dtls", CauseCodes.DtlsFailed },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void The_cause_of_a_failure_is_told(string facts, string cause)
    {
        var words = facts.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var link = Make(words.Length == 0 ? [] : [new Rtc.IceServer { Urls = [Turn], Username = words[0], Credential = "c" }]);
        link.Start(offer: true);
        link.Receive("theirs", null, Answer());
        foreach (var word in words.Skip(1))
        {
            switch (word)
            {
                case "relay":
                    Connection.Find("candidate:1 1 udp 1 192.0.2.1 5 typ relay raddr 0.0.0.0 rport 0");
                    break;
                case "far":
                    link.Receive("theirs", null, new SignalingMessage { Candidate = new Rtc.IceCandidate("candidate:1 1 udp 1 10.0.0.5 5 typ host", "0") });
                    // The relay is of the other family: it is never asked for this one.
                    link.Receive("theirs", null, new SignalingMessage { Candidate = new Rtc.IceCandidate("candidate:2 1 udp 1 2001:db8::7 5 typ host", "0") });
                    break;
                case "refused":
                    link.SetRelayRefusal(new RelayRefused { Cause = CauseCodes.TurnForbiddenPeer, Code = 403, Peers = ["10.0.0.5"] });
                    break;
                case "told":
                    link.SetRelayRefusal(new RelayRefused { Cause = CauseCodes.TurnQuota, Code = 486 });
                    break;
                case "report":
                    link.SetFarReport(new LinkReport { State = "failed", Cause = CauseCodes.StunUnreachable });
                    break;
                case "lost":
                    link.SetSignaling(SignalingStanding.Lost, isPeerThere: true);
                    break;
                case "dtls":
                    break;
                default:
                    Connection.Complain($"{Turn}:3478?transport=udp", int.Parse(word, System.Globalization.CultureInfo.InvariantCulture));
                    break;
            }
        }
        Connection.Become(ConnectionState.Failed, isIceDown: !words.Contains("dtls"));

        link.Status.Cause.ShouldBe(cause);
        _reports.Single().ShouldSatisfyAllConditions(
            report => report.State.ShouldBe("failed"),
            report => report.Cause.ShouldBe(cause),
            report => report.Local.ShouldBeNull());
    }

    [Fact]
    public void What_is_learned_after_the_failure_changes_the_cause_and_outlives_the_connection()
    {
        var link = Make([new Rtc.IceServer { Urls = [Turn], Username = "user", Credential = "c" }]);
        link.Start(offer: true);
        link.Receive("theirs", null, Answer());
        Connection.Become(ConnectionState.Failed, isIceDown: true);
        link.Status.Cause.ShouldBe(CauseCodes.TurnUnreachable);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Connection.Complain(Turn, 486);
        link.Status.Cause.ShouldBe(CauseCodes.TurnQuota);
        _reports[^1].Cause.ShouldBe(CauseCodes.TurnQuota);

        link.Receive("afresh", null, Offer());
        link.Status.State.ShouldBe(LinkState.Failed);
        Connection.Become(ConnectionState.Failed, isIceDown: true);
        link.Status.Cause.ShouldBe(CauseCodes.TurnQuota);
    }

    [Fact]
    public void A_connection_that_looks_for_a_path_does_not_know_better_than_one_that_had_it()
    {
        var link = Make();
        link.Start(offer: true);
        link.Receive("theirs", null, Answer());
        Connection.Become(ConnectionState.Failed, isIceDown: false);
        link.Status.Cause.ShouldBe(CauseCodes.DtlsFailed);

        link.Receive("afresh", null, Offer());
        Connection.Complain("stun:192.0.2.1", 701);
        link.Status.Cause.ShouldBe(CauseCodes.DtlsFailed);

        Connection.Become(ConnectionState.Failed, isIceDown: true);
        Connection.Complain("stun:192.0.2.2", 701);
        link.Status.Cause.ShouldBe(CauseCodes.TurnNotConfigured);
    }

    [Fact]
    public void A_peer_that_begins_anew_again_and_again_does_not_put_the_failure_off()
    {
        var link = Make();
        link.Start(offer: false);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            link.Receive($"attempt-{attempt}", null, Offer());
            _clock.Advance(TimeSpan.FromSeconds(6));
        }

        link.Status.State.ShouldBe(LinkState.Failed);
    }

    [Fact]
    public void What_was_agreed_on_is_given_its_time()
    {
        var link = Connected();
        Connection.Become(ConnectionState.Failed, isIceDown: true);
        link.Status.Restarts.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        link.Receive("theirs", null, Answer());

        _clock.Advance(TimeSpan.FromSeconds(1.5));
        link.Status.Restarts.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        link.Status.Restarts.ShouldBe(2);
    }

    [Fact]
    public void A_link_that_works_says_why_it_is_relayed_and_what_the_peer_says_of_itself()
    {
        var link = Connected();
        link.Status.Cause.ShouldBeNull();
        Connection.Pair = Pair("p2", "host", "relay");
        _clock.Advance(TimeSpan.FromSeconds(1));
        link.Sample();

        link.SetFarReport(new LinkReport
        {
            State = "connected",
            Cause = CauseCodes.PermissionDenied,
            RelayOnly = true,
            Local = new ReportedCandidate { Type = "relay", Protocol = "udp" },
            Remote = new ReportedCandidate { Type = "host", Protocol = "udp" },
        });

        (link.Status.State, link.Status.Cause, link.Status.PeerCause).ShouldBe((LinkState.Connected, CauseCodes.RelayForced, CauseCodes.PermissionDenied));
        _statuses[^1].ShouldBe(link.Status);
    }

    [Fact]
    public void Reports_go_out_when_something_is_another_and_at_most_every_second()
    {
        var link = Connected();
        _reports.Single().ShouldSatisfyAllConditions(report => report.Local!.Type.ShouldBe("host"), report => report.Cause.ShouldBe(CauseCodes.Ok));
        Connection.Pair = Pair("p2", "srflx", "host");
        link.Sample();
        _reports.Count.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(1));
        link.Sample();
        link.Sample();

        _reports.Count.ShouldBe(2);
        _reports[1].Local!.Type.ShouldBe("srflx");
        link.Status.Path!.Kind.ShouldBe("nat");
    }

    [Fact]
    public void Addresses_leave_shortened()
    {
        var link = Connected();
        Connection.Pair = new SelectedPair("p3", new PairCandidate("host", "udp", "198.51.100.23"), new PairCandidate("host", "udp", "2001:db8:1:2::3"), null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        link.Sample();

        (_reports[^1].Local!.Address, _reports[^1].Remote!.Address).ShouldBe(("198.51.100.0/24", "2001:db8:1::/48"));
    }

    [Fact]
    public void Both_ends_are_needed_for_the_truth_about_a_relay()
    {
        var link = Connected();
        Connection.Pair = Pair("p2", "host", "prflx");
        _clock.Advance(TimeSpan.FromSeconds(5));
        link.Sample();
        link.Status.Path!.Kind.ShouldBe("nat");

        link.SetFarReport(new LinkReport
        {
            State = "connected",
            Local = new ReportedCandidate { Type = "relay", Protocol = "udp", RelayProtocol = "tls", RelayServer = "turn.example.org:443" },
            Remote = new ReportedCandidate { Type = "host", Protocol = "udp" },
        });

        link.Status.Path.ShouldSatisfyAllConditions(
            path => path!.Kind.ShouldBe("relay-tls"),
            path => path!.FarRelay.ShouldBe("turn.example.org:443"),
            path => path!.OwnRelay.ShouldBeNull(),
            path => path!.RemoteType.ShouldBe("relay"));
    }

    [Theory]
    [InlineData("turn.example.org\n<script>")]
    [InlineData("")]
    [InlineData("a b")]
    public void What_a_stranger_calls_its_relay_is_checked(string name)
    {
        var link = Connected();
        link.SetFarReport(new LinkReport
        {
            State = "connected",
            Local = new ReportedCandidate { Type = "relay", Protocol = "udp", RelayProtocol = "quic", RelayServer = name },
            Remote = new ReportedCandidate { Type = "host", Protocol = "udp" },
        });

        link.Status.Path!.FarRelay.ShouldBe("");
        link.Status.Path.Kind.ShouldBe("relay");
    }

    [Fact]
    public void New_credentials_restart_only_when_they_are_asked_to()
    {
        var link = Connected();
        var servers = new EngineConfiguration([new Rtc.IceServer { Urls = [Turn], Username = "u", Credential = "c" }], IceTransportPolicy.All);

        link.Configure(servers, restart: false);
        Connection.Asked.ShouldNotContain("restart");
        link.Configure(servers, restart: true);

        Connection.Asked.ShouldContain("restart");
        Connection.Configuration.ShouldBe(servers);
    }

    [Fact]
    public void A_closed_link_says_nothing_more()
    {
        var link = Connected();
        var connection = Connection;
        link.Close();
        _said.Clear();
        _statuses.Clear();

        connection.Become(ConnectionState.Failed, isIceDown: true);
        connection.Find("candidate:1 1 udp 1 192.0.2.1 5 typ host");
        link.Receive("theirs", null, Offer());
        _clock.Advance(TimeSpan.FromMinutes(1));

        (_said.Count, _statuses.Count, connection.IsClosed).ShouldBe((0, 0, true));
        _faults.ShouldBeEmpty();
    }

    void IPeerLinkEvents.Signal(string link, string? remoteLink, SignalingMessage message) => _said.Add((link, remoteLink, message));

    void IPeerLinkEvents.Report(LinkReport report) => _reports.Add(report);

    void IPeerLinkEvents.StatusChanged(LinkStatus status) => _statuses.Add(status);

    void IPeerLinkEvents.ChannelOpened(IPeerChannel channel)
    {
    }

    private static SignalingMessage Offer() => new() { Description = new SessionDescription(SdpType.Offer, "theirs") };

    private static SignalingMessage Answer() => new() { Description = new SessionDescription(SdpType.Answer, "theirs") };

    private static SelectedPair Pair(string id, string local, string remote) => new(id, new PairCandidate(local, "udp"), new PairCandidate(remote, "udp"), TimeSpan.FromMilliseconds(3));

    private PeerLink Make(IReadOnlyList<Rtc.IceServer>? servers = null, bool isPolite = true) => new(
        isPolite ? "bbb" : "aaa", isPolite ? "aaa" : "bbb", new EngineConfiguration(servers ?? [], IceTransportPolicy.All), new LinkOptions(_engine, _clock, _turns), this);

    private PeerLink Connected()
    {
        var link = Make();
        link.Start(offer: true);
        link.Receive("theirs", null, Answer());
        Connection.Pair = Pair("p1", "host", "host");
        Connection.Become(ConnectionState.Connected);
        link.Status.State.ShouldBe(LinkState.Connected);
        return link;
    }
}
