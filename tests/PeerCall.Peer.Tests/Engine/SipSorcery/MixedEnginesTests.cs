using System.Net;
using PeerCall.Peer.Engine;
using PeerCall.Peer.SipSorcery;
using PeerCall.Peer.Tests.Rooms;
using PeerCall.Rtc;
using PeerCall.Sctp;

namespace PeerCall.Peer.Tests.Engine.SipSorcery;

/// <summary>The second engine with the first: two implementations of everything.</summary>
public sealed class MixedEnginesTests
{
    private static readonly RtcEngine First = new(new PeerConnectionOptions { IncludeLoopback = true });

    private static readonly SipSorceryEngine Second = new(IPAddress.Loopback);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Either_offers_and_both_open_channels(bool isSecondPolite, bool byPolite)
    {
        await using var pair = NewPair(isSecondPolite).Join();
        var (offering, answering) = byPolite ? (pair.Polite, pair.Impolite) : (pair.Impolite, pair.Polite);
        var large = new byte[200_000];
        new Random(2).NextBytes(large);

        var (own, other) = await pair.OpenAsync(offering, "one", new DataChannelOptions { Protocol = "p" });
        var (back, ofBack) = await pair.OpenAsync(answering, "two");

        other.Protocol.ShouldBe("p");
        foreach (var (from, to) in new[] { (own, other), (other, own), (back, ofBack), (ofBack, back) })
        {
            await from.SendAsync("");
            await from.SendAsync(large);
            (await NextAsync(to)).Data.Length.ShouldBe(0);
            (await NextAsync(to)).Data.Span.SequenceEqual(large).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Offers_that_meet_come_to_one_connection(bool isSecondPolite)
    {
        await using var pair = NewPair(isSecondPolite);
        var ofImpolite = pair.Impolite.Connection.CreateChannel("of the impolite", new DataChannelOptions());
        var ofPolite = pair.Polite.Connection.CreateChannel("of the polite", new DataChannelOptions());
        await pair.Impolite.Signals.WaitToReadAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        await pair.Polite.Signals.WaitToReadAsync().AsTask().WaitAsync(EventsExtensions.Limit);

        pair.Join();
        await ofImpolite.Opened.WaitAsync(EventsExtensions.Limit);
        await ofPolite.Opened.WaitAsync(EventsExtensions.Limit);

        (await pair.Polite.NextChannelAsync()).Label.ShouldBe("of the impolite");
        var atImpolite = await pair.Impolite.NextChannelAsync();
        await ofPolite.SendAsync("through");
        (await NextAsync(atImpolite)).Text.ShouldBe("through");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_closes_the_connection_closes_the_channels_of_the_other(bool isSecondPolite)
    {
        await using var pair = NewPair(isSecondPolite).Join();
        var (_, other) = await pair.OpenAsync(pair.Impolite);

        await pair.Impolite.DisposeAsync();

        await other.Closed.WaitAsync(EventsExtensions.Limit);
    }

    [Fact]
    public async Task An_ice_restart_of_the_other_end_is_refused_and_what_flows_goes_on()
    {
        var refusals = 0;
        EnginePair? joined = null;
        await using var pair = new EnginePair(First, Second)
        {
            Intercept = async (from, message) =>
            {
                if (from != joined!.Impolite || message.Description is not { Type: SdpType.Offer } || !from.Connection.IsBound)
                    return false;
                await Should.ThrowAsync<RtcException>(() => joined.Polite.Connection.ReceiveAsync(message));
                refusals++;
                return true;
            },
        };
        joined = pair;
        pair.Join();
        var (own, other) = await pair.OpenAsync(pair.Impolite);

        pair.Impolite.Connection.RestartIce();
        while (refusals == 0)
        {
            await own.SendAsync("during");
            (await NextAsync(other)).Text.ShouldBe("during");
        }

        await other.SendAsync("after");
        (await NextAsync(own)).Text.ShouldBe("after");
    }

    [Fact]
    public async Task Participants_with_either_engine_meet_in_a_room()
    {
        await using var server = await LiveServer.StartAsync();
        await using var alice = new PeerCallClient(server.Options("Alice") with { Engine = Second });
        await using var bob = new PeerCallClient(server.Options("Bob"));
        await using var carol = new PeerCallClient(server.Options("Carol") with { Engine = Second });
        await using var ofAlice = alice.Events();
        await using var ofCarol = carol.Events();
        await alice.JoinAsync();
        await bob.JoinAsync();
        await carol.JoinAsync();
        var content = new byte[300_001];
        new Random(3).NextBytes(content);

        foreach (var sender in new[] { bob, carol })
        {
            var toAlice = sender.Peers.Single(peer => peer.Name == "Alice");
            await toAlice.WaitUntilConnectedAsync().WaitAsync(EventsExtensions.Limit);
            using var source = new MemoryFileSource("file.bin", content);
            var sending = toAlice.SendFileAsync(source);
            var offer = await ofAlice.NextAsync<FileOffered>();
            using var target = new MemoryStream();
            await offer.File.AcceptAsync(new StreamFileSink(target)).WaitAsync(EventsExtensions.Limit);
            await sending.WaitAsync(EventsExtensions.Limit);
            target.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue();
        }

        var path = (await ofCarol.NextAsync<LinkChanged>(change => change.Peer.Name == "Alice" && change.Status.Path is not null)).Status.Path!;
        path.Kind.ShouldBe("direct");
        path.RoundTrip.ShouldBeNull();
    }

    private static EnginePair NewPair(bool isSecondPolite) => isSecondPolite ? new EnginePair(First, Second) : new EnginePair(Second, First);

    private static async Task<ChannelMessage> NextAsync(IPeerChannel channel) => await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
}
