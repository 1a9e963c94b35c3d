using System.Diagnostics;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Transport;

/// <summary>The same with the true DTLS.</summary>
public sealed class EncryptedCallTests
{
    private static TestSetting Encrypted => new() { Dtls = new OpenSslDtlsEngine() };

    [Fact]
    public async Task A_call_opens_carries_restarts_and_closes()
    {
        await using var call = new TestCall(Encrypted) { PromisedFingerprint = null };
        var (mine, theirs) = await call.Open();
        foreach (var size in new[] { 0, 1, 1200, 256 * 1024 })
        {
            await mine.SendAsync(new byte[size]);
            using var message = await theirs.ReceiveAsync().AsTask().Within();
            message.Length.ShouldBe(size);
        }
        call.Restart();
        await Eventually.Holds(() => call.Offerer.Run(t => t.GetStatistics()).SelectedPairChanges == 2, "the new generation is used");
        await theirs.SendAsync("still here");
        using var last = await mine.ReceiveAsync().AsTask().Within();
        last.Text.ShouldBe("still here");
        call.Offerer.Run(t => t.Close());
        await theirs.Closed.Within();
        await Eventually.Holds(() => call.Answerer.Run(t => t.DtlsState) is DtlsState.Closed, "close_notify");
    }

    [Fact]
    public async Task A_wrong_fingerprint_fails_within_a_second_and_no_channel_opens()
    {
        await using var call = new TestCall(Encrypted) { PromisedFingerprint = string.Join(':', Enumerable.Repeat("AA", 32)) };
        var channel = call.Offerer.Create("never");
        var since = Stopwatch.GetTimestamp();
        call.Negotiate();
        await Eventually.Holds(() => call.Answerer.Run(t => t.DtlsState) is DtlsState.Failed, "it fails", TimeSpan.FromSeconds(3));
        await Eventually.Holds(() => call.Offerer.Run(t => t.DtlsState) is DtlsState.Failed, "it fails", TimeSpan.FromSeconds(3));
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        await channel.Closed.Within();
        call.Answerer.Channels.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_relayed_call_opens()
    {
        await using var turn = await TestTurnServer.Start(27000);
        await using var call = new TestCall(Encrypted with { Servers = [TestTurnServer.Server(turn.UdpUrl)], RelayOnly = true }) { PromisedFingerprint = null };
        var (mine, theirs) = await call.Open();
        await mine.SendAsync(new byte[100_000]);
        using var message = await theirs.ReceiveAsync().AsTask().Within();
        message.Length.ShouldBe(100_000);
        PacketSize(call.Offerer).ShouldBe(1163, "what lies behind a relay is not asked");
    }

    [Fact]
    public async Task Packets_become_larger_on_a_direct_path_and_each_path_is_asked()
    {
        await using var call = new TestCall(Encrypted) { PromisedFingerprint = null };
        var (mine, theirs) = await call.Open();
        PacketSize(call.Offerer).ShouldBe(1163);

        await Exchange();
        await Eventually.Holds(() => PacketSize(call.Offerer) == 1432, "a path within the machine carries all that is asked for");
        call.Restart();
        await Eventually.Holds(() => call.Offerer.Run(t => t.GetStatistics()).SelectedPairChanges == 2, "the new generation is used");
        await Exchange();
        await Eventually.Holds(() => PacketSize(call.Offerer) == 1432, "so does the new one");

        async Task Exchange()
        {
            var data = new byte[200_000];
            new Random(3).NextBytes(data);
            await mine.SendAsync(data);
            using var message = await theirs.ReceiveAsync().AsTask().Within();
            message.Data.ToArray().ShouldBe(data);
        }
    }

    private static int? PacketSize(TestPeer peer) => peer.Run(t => t.GetStatistics()).Sctp?.PacketSize;
}
