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
    }
}
