using System.Threading.Channels;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Tests.Rooms;
using PeerCall.Rtc;
using PeerCall.Sctp;

namespace PeerCall.Peer.Tests.Engine;

/// <summary>What an engine has to do, whichever it is. What it says it cannot do it has to refuse.</summary>
public abstract class EngineContract
{
    /// <summary>The engine, for peers on this machine.</summary>
    protected abstract IPeerEngine Engine { get; }

    [Fact]
    public async Task Messages_of_every_kind_go_both_ways()
    {
        await using var pair = NewPair().Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);
        var large = new byte[65_536];
        new Random(1).NextBytes(large);

        foreach (var (from, to) in new[] { (own, other), (other, own) })
        {
            await from.SendAsync("żółw 🐢");
            await from.SendAsync(new byte[] { 1, 2, 255 });
            await from.SendAsync("");
            await from.SendAsync(ReadOnlyMemory<byte>.Empty);
            await from.SendAsync(large);
            from.TrySend("last"u8, isText: true).ShouldBeTrue();

            await ShouldReceiveAsync(to, isText: true, "żółw 🐢"u8.ToArray());
            await ShouldReceiveAsync(to, isText: false, [1, 2, 255]);
            await ShouldReceiveAsync(to, isText: true, []);
            await ShouldReceiveAsync(to, isText: false, []);
            await ShouldReceiveAsync(to, isText: false, large);
            await ShouldReceiveAsync(to, isText: true, "last"u8.ToArray());
        }
    }

    [Fact]
    public async Task Either_end_opens_channels_and_the_other_learns_label_and_protocol()
    {
        await using var pair = NewPair().Join();

        var (first, ofFirst) = await pair.OpenAsync(pair.Impolite, "first", new DataChannelOptions { Protocol = "one" });
        var (second, ofSecond) = await pair.OpenAsync(pair.Polite, "second", new DataChannelOptions { Protocol = "two" });
        var (third, ofThird) = await pair.OpenAsync(pair.Impolite, "third");

        (ofFirst.Label, ofFirst.Protocol, ofFirst.State).ShouldBe(("first", "one", DataChannelState.Open));
        (ofSecond.Label, ofSecond.Protocol, ofSecond.State).ShouldBe(("second", "two", DataChannelState.Open));
        (ofThird.Label, ofThird.Protocol, ofThird.State).ShouldBe(("third", "", DataChannelState.Open));
        (first.Label, first.Protocol, first.State).ShouldBe(("first", "one", DataChannelState.Open));
        foreach (var (from, to) in new[] { (first, ofFirst), (second, ofSecond), (third, ofThird), (ofSecond, second), (ofThird, third) })
        {
            await from.SendAsync(from.Label);
            using var message = await NextAsync(to);
            message.Text.ShouldBe(to.Label);
        }
    }

    [Fact]
    public async Task A_channel_that_is_not_open_takes_nothing()
    {
        await using var end = new EngineEnd(Engine, isPolite: false);
        var channel = end.Connection.CreateChannel("data", new DataChannelOptions());

        channel.State.ShouldBe(DataChannelState.Connecting);
        channel.TrySend("early"u8).ShouldBeFalse();
        await Should.ThrowAsync<InvalidOperationException>(async () => await channel.SendAsync("early"));

        channel.Close();

        await Should.ThrowAsync<ChannelClosedException>(() => channel.Opened.WaitAsync(EventsExtensions.Limit));
        channel.TrySend("late"u8).ShouldBeFalse();
        await Should.ThrowAsync<ChannelClosedException>(async () => await channel.SendAsync("late"));
        await Should.ThrowAsync<ChannelClosedException>(async () => await channel.ReceiveAsync());
    }

    [Fact]
    public async Task A_closed_channel_gives_what_came_and_then_ends()
    {
        await using var pair = NewPair().Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);
        await own.SendAsync("before");
        await own.SendAsync("the end");
        await ShouldReceiveAsync(other, isText: true, "before"u8.ToArray());

        other.Close();
        other.Close();
        await other.Closed.WaitAsync(EventsExtensions.Limit);

        other.State.ShouldBe(DataChannelState.Closed);
        await foreach (var message in other.ReadAllAsync())
            message.Text.ShouldBe("the end");
        await Should.ThrowAsync<ChannelClosedException>(async () => await other.SendAsync("after"));
    }

    [Fact]
    public async Task The_other_end_sees_a_channel_close_if_the_engine_can_tell_it()
    {
        if (!Has(EngineFeatures.ChannelClose))
            return;
        await using var pair = NewPair().Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);

        await own.SendAsync("the last");
        own.Close();

        await ShouldReceiveAsync(other, isText: true, "the last"u8.ToArray());
        await other.Closed.WaitAsync(EventsExtensions.Limit);
        await own.Closed.WaitAsync(EventsExtensions.Limit);
    }

    [Fact]
    public async Task Both_ends_channels_close_with_the_connection()
    {
        await using var pair = NewPair().Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);
        var (unopened, _) = (pair.Polite.Connection.CreateChannel("late", new DataChannelOptions()), await pair.Impolite.NextChannelAsync());

        await pair.Impolite.DisposeAsync();

        await own.Closed.WaitAsync(EventsExtensions.Limit);
        await other.Closed.WaitAsync(EventsExtensions.Limit);
        await unopened.Closed.WaitAsync(EventsExtensions.Limit);
        pair.Impolite.Connection.State.ShouldBe(ConnectionState.Closed);
        Should.Throw<RtcException>(() => pair.Impolite.Connection.CreateChannel("none", new DataChannelOptions()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_comes_about_whoever_asks_for_it(bool byPolite)
    {
        await using var pair = NewPair().Join();
        var (asking, other) = byPolite ? (pair.Polite, pair.Impolite) : (pair.Impolite, pair.Polite);
        asking.Connection.State.ShouldBe(ConnectionState.New);
        asking.Connection.IsBound.ShouldBeFalse();

        asking.Connection.EnsureData();
        await asking.WaitForAsync(ConnectionState.Connected);
        await other.WaitForAsync(ConnectionState.Connected);
        asking.Connection.EnsureData();
        other.Connection.EnsureData();

        (asking.Connection.IsBound, other.Connection.IsBound).ShouldBe((true, true));
        (asking.Connection.HasOpenOffer, other.Connection.HasOpenOffer).ShouldBe((false, false));
        (asking.Connection.IsIceDown, other.Connection.IsIceDown).ShouldBe((false, false));
        (await other.NextChannelAsync()).Label.ShouldBe(PeerChannels.Link);
        var (own, opened) = await pair.OpenAsync(other);
        await own.SendAsync("here");
        await ShouldReceiveAsync(opened, isText: true, "here"u8.ToArray());
    }

    [Fact]
    public async Task Offers_that_meet_come_to_one_connection_with_the_channels_of_both()
    {
        await using var pair = NewPair();
        var ofImpolite = pair.Impolite.Connection.CreateChannel("of the impolite", new DataChannelOptions());
        var ofPolite = pair.Polite.Connection.CreateChannel("of the polite", new DataChannelOptions());
        await pair.Impolite.Signals.WaitToReadAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        await pair.Polite.Signals.WaitToReadAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        (pair.Impolite.Connection.HasOpenOffer, pair.Polite.Connection.HasOpenOffer).ShouldBe((true, true));

        pair.Join();
        await ofImpolite.Opened.WaitAsync(EventsExtensions.Limit);
        await ofPolite.Opened.WaitAsync(EventsExtensions.Limit);

        var atPolite = await pair.Polite.NextChannelAsync();
        var atImpolite = await pair.Impolite.NextChannelAsync();
        (atPolite.Label, atImpolite.Label).ShouldBe(("of the impolite", "of the polite"));
        await ofPolite.SendAsync("through");
        await ShouldReceiveAsync(atImpolite, isText: true, "through"u8.ToArray());
        await ofImpolite.SendAsync("back");
        await ShouldReceiveAsync(atPolite, isText: true, "back"u8.ToArray());
        (pair.Impolite.Connection.HasOpenOffer, pair.Polite.Connection.HasOpenOffer).ShouldBe((false, false));
    }

    [Fact]
    public async Task An_offer_whose_answer_was_lost_is_answered_again()
    {
        var lost = 0;
        EnginePair? joined = null;
        await using var pair = new EnginePair(Engine, Engine)
        {
            Intercept = async (_, message) =>
            {
                if (message.Description is not { Type: SdpType.Answer } || lost++ > 0)
                    return false;
                joined!.Impolite.Connection.HasOpenOffer.ShouldBeTrue();
                await joined.Impolite.Connection.RepeatOfferAsync();
                return true;
            },
        };
        joined = pair;
        pair.Join();

        var (own, other) = await pair.OpenAsync(pair.Impolite);
        await own.SendAsync("at last");

        await ShouldReceiveAsync(other, isText: true, "at last"u8.ToArray());
        lost.ShouldBe(2);
    }

    [Fact]
    public async Task An_offer_that_comes_twice_and_its_second_answer_change_nothing()
    {
        var offers = 0;
        EnginePair? joined = null;
        await using var pair = new EnginePair(Engine, Engine)
        {
            Intercept = async (from, message) =>
            {
                if (message.Description is { Type: SdpType.Offer } && offers++ == 0)
                    await from.Connection.RepeatOfferAsync();
                return joined is null;
            },
        };
        joined = pair;
        pair.Join();

        var (own, other) = await pair.OpenAsync(pair.Impolite);
        await own.SendAsync("once");
        await other.SendAsync("and back");

        await ShouldReceiveAsync(other, isText: true, "once"u8.ToArray());
        await ShouldReceiveAsync(own, isText: true, "and back"u8.ToArray());
        offers.ShouldBe(2);
    }

    [Theory]
    [InlineData("audio and video")]
    [InlineData("audio")]
    public async Task To_an_offer_of_media_alone_an_offer_with_data_is_made_when_asked_for(string media)
    {
        await using var end = new EngineEnd(Engine, isPolite: true);
        var offer = EngineSdp.Browser(isAudioAlone: media == "audio");

        await end.Connection.ReceiveAsync(new SignalingMessage { Description = new SessionDescription(SdpType.Offer, offer) });
        var answer = await end.NextDescriptionAsync();
        end.Connection.IsBound.ShouldBeTrue();
        end.Connection.EnsureData();
        var next = await end.NextDescriptionAsync();

        answer.Type.ShouldBe(SdpType.Answer);
        EngineSdp.Sections(answer.Sdp).ShouldBe(EngineSdp.Sections(offer));
        next.Type.ShouldBe(SdpType.Offer);
        EngineSdp.Sections(next.Sdp).ShouldBe([.. EngineSdp.Sections(offer), "application"]);
        EngineSdp.Roles(next.Sdp).ShouldAllBe(role => role == "actpass");
        end.Connection.HasOpenOffer.ShouldBeTrue();
    }

    [Fact]
    public async Task A_polite_end_takes_an_offer_of_media_alone_in_place_of_its_own_and_offers_data_again()
    {
        await using var end = new EngineEnd(Engine, isPolite: true);
        end.Connection.CreateChannel("data", new DataChannelOptions());
        EngineSdp.Sections((await end.NextDescriptionAsync()).Sdp).ShouldBe(["application"]);

        var offer = EngineSdp.Browser(isAudioAlone: false);

        await end.Connection.ReceiveAsync(new SignalingMessage { Description = new SessionDescription(SdpType.Offer, offer) });

        (await end.NextDescriptionAsync()).Type.ShouldBe(SdpType.Answer);
        var next = await end.NextDescriptionAsync();
        next.Type.ShouldBe(SdpType.Offer);
        EngineSdp.Sections(next.Sdp).ShouldBe([.. EngineSdp.Sections(offer), "application"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_description_that_cannot_be_used_costs_nothing_but_itself(bool isHurtEndOpening)
    {
        const string Section = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sctp-port:5000\r\n";
        await using var pair = NewPair();
        var bad = new[] { "", "nonsense", Section, Section + "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=setup:actpass\r\n" };

        foreach (var sdp in bad)
            await Should.ThrowAsync<RtcException>(() => pair.Polite.Connection.ReceiveAsync(new SignalingMessage { Description = new SessionDescription(SdpType.Offer, sdp) }));
        foreach (var line in new[] { "candidate:", "candidate:1 1 udp", "candidate:1 1 udp x 300.1.1.1 99999 typ host", "nonsense", "candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype active" })
            await pair.Polite.Connection.ReceiveAsync(new SignalingMessage { Candidate = new IceCandidate(line, "0", 0) });
        pair.Polite.Connection.IsBound.ShouldBeFalse();
        pair.Join();

        var (own, other) = await pair.OpenAsync(isHurtEndOpening ? pair.Polite : pair.Impolite);
        await own.SendAsync("all the same");
        await ShouldReceiveAsync(other, isText: true, "all the same"u8.ToArray());
    }

    [Fact]
    public async Task More_than_a_queue_holds_waits_and_arrives_in_order()
    {
        const int Count = 96;
        await using var pair = NewPair().Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);
        var highest = 0L;

        var sending = SendAsync();
        for (var number = 0; number < Count; number++)
        {
            using var message = await NextAsync(other);
            message.Data.Length.ShouldBe(32_768);
            message.Data.Span[0].ShouldBe((byte)number);
        }
        await sending.WaitAsync(EventsExtensions.Limit);

        highest.ShouldBeLessThan(2 << 20);

        async Task SendAsync()
        {
            for (var number = 0; number < Count; number++)
            {
                var message = new byte[32_768];
                message[0] = (byte)number;
                await own.SendAsync(message);
                highest = Math.Max(highest, own.BufferedAmount);
            }
        }
    }

    [Fact]
    public async Task A_message_longer_than_the_other_end_takes_is_refused()
    {
        await using var pair = NewPair().Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);

        own.MaxMessageSize.ShouldBeGreaterThanOrEqualTo(65_536);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await own.SendAsync(new byte[own.MaxMessageSize + 1]));
        Should.Throw<ArgumentOutOfRangeException>(() => own.TrySend(new byte[own.MaxMessageSize + 1]));
        await own.SendAsync(new byte[own.MaxMessageSize]);

        using var message = await NextAsync(other);
        message.Data.Length.ShouldBe(own.MaxMessageSize);
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_refused()
    {
        await using var end = new EngineEnd(Engine, isPolite: false);

        Should.Throw<ArgumentException>(() => end.Connection.CreateChannel("data", new DataChannelOptions { MaxRetransmits = 1, MaxPacketLifeTime = 1 }));
        Should.Throw<ArgumentException>(() => end.Connection.CreateChannel("data", new DataChannelOptions { IsNegotiated = true }));
    }

    [Fact]
    public async Task Channels_that_are_less_than_reliable_work_or_are_refused()
    {
        await using var pair = NewPair().Join();
        DataChannelOptions[] less = [new() { IsOrdered = false }, new() { MaxRetransmits = 0 }, new() { IsOrdered = false, MaxPacketLifeTime = 100 }];

        foreach (var options in less)
        {
            if (!Has(EngineFeatures.PartialReliability))
            {
                ShouldRefuse(() => pair.Impolite.Connection.CreateChannel("less", options));
                continue;
            }
            var (own, other) = await pair.OpenAsync(pair.Impolite, "less", options);
            await own.SendAsync("kept, on a path without loss");
            await ShouldReceiveAsync(other, isText: true, "kept, on a path without loss"u8.ToArray());
        }
    }

    [Fact]
    public async Task An_ice_restart_keeps_the_channels_or_is_refused()
    {
        await using var pair = NewPair().Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);

        if (Has(EngineFeatures.IceRestart))
        {
            var before = (await pair.Impolite.Connection.GetSelectedPairAsync()).ShouldNotBeNull();
            pair.Impolite.Connection.Configure(new EngineConfiguration([], IceTransportPolicy.All));
            pair.Impolite.Connection.RestartIce();
            while ((await pair.Impolite.Connection.GetSelectedPairAsync())?.Id is { } id && id == before.Id)
            {
                await own.SendAsync("during");
                await ShouldReceiveAsync(other, isText: true, "during"u8.ToArray());
            }
        }
        else
        {
            ShouldRefuse(pair.Impolite.Connection.RestartIce);
            ShouldRefuse(() => pair.Impolite.Connection.Configure(new EngineConfiguration([], IceTransportPolicy.All)));
        }

        await own.SendAsync("after");
        await ShouldReceiveAsync(other, isText: true, "after"u8.ToArray());
    }

    [Fact]
    public async Task The_selected_pair_is_known_and_statistics_are_there_or_refused()
    {
        await using var pair = NewPair();
        (await pair.Impolite.Connection.GetSelectedPairAsync()).ShouldBeNull();
        pair.Join();
        await pair.OpenAsync(pair.Impolite);

        var selected = (await pair.Impolite.Connection.GetSelectedPairAsync()).ShouldNotBeNull();
        (selected.Local.Type, selected.Local.Protocol, selected.Remote.Protocol).ShouldBe(("host", "udp", "udp"));
        selected.Remote.Type.ShouldBeOneOf("host", "prflx");
        selected.Local.Address.ShouldNotBeNullOrEmpty();
        if (Has(EngineFeatures.Statistics))
            (await pair.Impolite.Connection.GetStatsAsync()).SelectedCandidatePair.ShouldNotBeNull();
        else
            (await Should.ThrowAsync<EngineNotSupportedException>(() => pair.Impolite.Connection.GetStatsAsync())).Message.ShouldContain(Engine.Name);
    }

    [Fact]
    public void Servers_that_cannot_be_used_are_refused()
    {
        foreach (var server in new[]
        {
            new IceServer { Urls = ["http://192.0.2.1"] },
            new IceServer { Urls = ["turn:192.0.2.1"] },
        })
            Should.Throw<RtcException>(() => Engine.Connect(new EngineConfiguration([server], IceTransportPolicy.All), isPolite: false, new Silence()));
    }

    private static async Task<ChannelMessage> NextAsync(IPeerChannel channel) => await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);

    private static async Task ShouldReceiveAsync(IPeerChannel channel, bool isText, byte[] data)
    {
        using var message = await NextAsync(channel);
        message.IsText.ShouldBe(isText);
        message.Data.Span.SequenceEqual(data).ShouldBeTrue();
    }

    private bool Has(EngineFeatures feature) => Engine.Features.HasFlag(feature);

    private void ShouldRefuse(Action action) => Should.Throw<EngineNotSupportedException>(action).Message.ShouldContain(Engine.Name);

    private EnginePair NewPair() => new(Engine, Engine);

    private sealed class Silence : IEngineEvents
    {
        public void OnSignal(SignalingMessage message)
        {
        }

        public void OnStateChanged()
        {
        }

        public void OnCandidateError(IceCandidateError error)
        {
        }

        public void OnChannel(IPeerChannel channel)
        {
        }
    }
}
