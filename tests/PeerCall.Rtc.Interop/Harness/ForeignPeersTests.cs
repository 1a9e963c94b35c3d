using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Harness;

/// <summary>The tools of these tests, proven with foreign peers alone: if one of these fails, the engine is not at fault.</summary>
[Collection(Interoperability.Name)]
public sealed class ForeignPeersTests(ForeignPeers foreign)
{
    [Theory]
    [InlineData(PeerKind.Chromium, PeerKind.Firefox)]
    [InlineData(PeerKind.Firefox, PeerKind.Aiortc)]
    [InlineData(PeerKind.Aiortc, PeerKind.Chromium)]
    public async Task Two_foreign_peers_exchange_messages_and_close(PeerKind first, PeerKind second)
    {
        await using var pair = PeerPair.Of(await foreign.Connect(first), await foreign.Connect(second));
        var (offerer, answerer) = (pair.Offerer, pair.Answerer);
        await offerer.CreateChannel("chat", new ChannelSettings { Protocol = "p", Ordered = false, MaxRetransmits = 3 });

        await pair.Connect();

        await offerer.Opened("chat");
        var reading = await answerer.Opened("chat");
        (reading.Protocol, reading.Ordered, reading.MaxRetransmits).ShouldBe(("p", false, 3));
        await answerer.Echo("chat");
        await offerer.Send("chat", new PeerMessage("żółw 🐢"));
        (await offerer.Receive("chat")).Text.ShouldBe("żółw 🐢");
        await offerer.Send("chat", new PeerMessage(Binary: [1, 2, 255]));
        (await offerer.Receive("chat")).Binary.ShouldBe([1, 2, 255]);

        await offerer.CreateChannel("bulk");
        await Task.WhenAll(offerer.Opened("bulk"), answerer.Opened("bulk"));
        var sent = offerer.SendBulk("bulk", 1 << 20, 16384);
        (await answerer.ReceiveBulk("bulk", 1 << 20)).ShouldBe(await sent);

        (await offerer.Path()).ShouldNotBeNull().LocalType.ShouldNotBeNullOrEmpty();
        await offerer.CloseChannel("chat");
        await Task.WhenAll(offerer.Closed("chat"), answerer.Closed("chat"));
    }

    // Not the other way round: of Firefox, which offered first, Chromium does not take the answer to its restart ("failed to set SSL role").
    [Fact]
    public async Task Two_foreign_peers_restart_ice()
    {
        await using var pair = PeerPair.Of(await foreign.Connect(PeerKind.Chromium), await foreign.Connect(PeerKind.Firefox));
        await pair.Offerer.CreateChannel("chat");
        await pair.Connect();
        var before = pair.Last;

        await pair.Negotiate(pair.Answerer, pair.Offerer, restart: true);
        await pair.Connected();

        string.Equals(Fragment(pair.Last.Offer), Fragment(before.Answer), StringComparison.Ordinal).ShouldBeFalse();
        await pair.Answerer.Opened("chat");
    }

    private static string Fragment(string sdp) => sdp.Split('\n').First(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal));
}
