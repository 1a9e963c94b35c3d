using System.Net;
using System.Net.Sockets;
using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Transport;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Tests.Transport;

public sealed class CallTests
{
    [Fact]
    public async Task Two_transports_connect_and_tell_their_states_in_order()
    {
        await using var call = new TestCall();
        await call.Open();
        foreach (var peer in new[] { call.Offerer, call.Answerer })
        {
            await Eventually.Holds(() => peer.Run(t => t.IceState) is IceConnectionState.Completed, "ICE completes");
            peer.IceStates.ShouldBe([IceConnectionState.Checking, IceConnectionState.Connected, IceConnectionState.Completed]);
            peer.GatheringStates.ShouldBe([IceGatheringState.Gathering, IceGatheringState.Complete]);
            peer.DtlsStates.ShouldBe([DtlsState.Connecting, DtlsState.Connected]);
            var statistics = peer.Run(t => t.GetStatistics());
            statistics.Ice.SelectedCandidatePairId.ShouldNotBeNull();
            statistics.SelectedPairChanges.ShouldBe(1);
            statistics.PacketsSent.ShouldBeGreaterThan(2);
            statistics.PacketsReceived.ShouldBeGreaterThan(2);
            statistics.BytesSent.ShouldBeGreaterThan(statistics.PacketsSent);
            statistics.Sctp.ShouldNotBeNull();
            statistics.Channels.Count.ShouldBe(1);
        }
        call.Offerer.Run(t => t.GetStatistics()).IceRole.ShouldBe(IceRole.Controlling);
        call.Answerer.Run(t => t.GetStatistics()).IceRole.ShouldBe(IceRole.Controlled);
    }

    [Fact]
    public async Task They_connect_over_all_addresses_of_this_host()
    {
        await using var call = new TestCall(new TestSetting { AllAddresses = true });
        var (mine, theirs) = await call.Open();
        await mine.SendAsync("hello");
        using var message = await theirs.ReceiveAsync().AsTask().Within();
        message.Text.ShouldBe("hello");
        call.Offerer.LocalCandidates.ShouldContain(c => c.Address.IsIPv4);
        call.Offerer.LocalCandidates.Select(c => c.Priority).Distinct().Count().ShouldBe(call.Offerer.LocalCandidates.Count);
    }

    [Fact]
    public async Task They_connect_on_the_portable_loop()
    {
        var setting = new TestSetting();
        await using var call = new TestCall(setting with { Loops = new RtcLoops(new RtcLoopsOptions { Portable = true, OnFault = setting.Faults.Enqueue }) });
        var (mine, theirs) = await call.Open();
        await mine.SendAsync(new byte[200_000]);
        using var message = await theirs.ReceiveAsync().AsTask().Within();
        message.Length.ShouldBe(200_000);
    }

    [Fact]
    public async Task Twenty_restarts_from_either_end_lose_nothing_of_what_is_under_way()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
            {
                await mine.SendAsync(BitConverter.GetBytes(count));
                await Task.Yield();
            }
            mine.Close();
            return count;
        });
        var receiving = Task.Run(async () =>
        {
            var count = 0;
            await foreach (var message in theirs.ReadAllAsync())
            {
                BitConverter.ToInt32(message.Data.Span).ShouldBe(count++);
                message.Dispose();
            }
            return count;
        });
        for (var restart = 0; restart < 20; restart++)
        {
            var before = call.Offerer.Run(t => t.LocalParameters);
            call.Restart();
            call.Offerer.Run(t => t.LocalParameters).ShouldNotBe(before);
            await Eventually.Holds(() => Has(call.Offerer, restart) && Has(call.Answerer, restart), $"restart {restart}");
        }
        await stop.CancelAsync();
        (await receiving.Within()).ShouldBe(await sending.Within());
        call.Offerer.DtlsStates.ShouldBe([DtlsState.Connecting, DtlsState.Connected]);

        static bool Has(TestPeer peer, int restart) =>
            peer.Run(t => t.IceState is IceConnectionState.Completed && t.GetStatistics().SelectedPairChanges >= restart + 2);
    }

    [Fact]
    public async Task A_wrong_fingerprint_fails_within_a_second_and_no_channel_opens()
    {
        await using var call = new TestCall { PromisedFingerprint = "other" };
        var channel = call.Offerer.Create("never");
        call.Negotiate();
        await Eventually.Holds(() => call.Answerer.Run(t => t.DtlsState) is DtlsState.Failed, "it fails", TimeSpan.FromSeconds(1) + Slack);
        await Eventually.Holds(() => call.Offerer.Run(t => t.DtlsState) is DtlsState.Failed, "it fails", TimeSpan.FromSeconds(1) + Slack);
        await channel.Closed.Within();
        channel.State.ShouldBe(DataChannelState.Closed);
        call.Offerer.Closings.Count.ShouldBe(1);
        call.Offerer.Run(t => t.GetStatistics()).Sctp.ShouldBeNull("it was never started");
        call.Offerer.Run(t => t.CreateDataChannel("later", new DataChannelOptions())).ShouldBeNull();
    }

    [Fact]
    public async Task Without_an_sctp_port_dtls_is_up_and_no_channel_opens()
    {
        await using var call = new TestCall { SctpPort = null };
        var channel = call.Offerer.Create("never");
        call.Negotiate();
        await Eventually.Holds(() => call.Offerer.Run(t => t.DtlsState) is DtlsState.Connected, "DTLS");
        channel.State.ShouldBe(DataChannelState.Connecting);
        call.Offerer.Run(t => t.GetStatistics()).Sctp.ShouldBeNull();
    }

    [Fact]
    public async Task A_close_ends_the_other_ends_channels_and_dtls_at_once()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        call.Offerer.Run(t => t.Close());
        await Task.WhenAll(mine.Closed, theirs.Closed).Within();
        await Eventually.Holds(() => call.Answerer.Run(t => t.DtlsState) is DtlsState.Closed, "close_notify");
        call.Answerer.Closings.Single().Kind.ShouldBe(SctpCloseKind.AbortedByPeer);
        call.Offerer.Run(t => t.IceState).ShouldBe(IceConnectionState.Closed);
        call.Offerer.Run(t => t.DtlsState).ShouldBe(DtlsState.Closed);
        call.Offerer.Run(t => t.CreateDataChannel("late", new DataChannelOptions())).ShouldBeNull();
    }

    [Fact]
    public async Task A_transport_that_was_closed_or_disposed_of_takes_every_call()
    {
        var peer = new TestPeer(new TestSetting());
        var channel = peer.Create("never");
        await peer.DisposeAsync();
        await peer.DisposeAsync();
        peer.Run(t =>
        {
            t.Gather(IceRole.Controlling);
            t.Configure(new TransportConfiguration([], RelayOnly: false));
            t.SetRemote(new RemoteTransportParameters(IceParameters.Create(CryptographicIceRandom.Instance), false, [default], true, 5000, 0));
            t.AddRemoteCandidate(new CandidateAttribute { Foundation = "1", Priority = 1, Port = 1, Type = CandidateType.Host });
            t.EndOfRemoteCandidates();
            t.RestartIce();
            t.RollBackRestart().ShouldBeFalse();
            t.Close();
            t.GetStatistics().IceState.ShouldBe(IceConnectionState.Closed);
        });
        channel.State.ShouldBe(DataChannelState.Closed);
        channel.TrySend("x"u8).ShouldBeFalse();
        await channel.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_from_an_event_is_harmless()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        Task? disposing = null;
        call.Answerer.Signal = null;
        call.Offerer.OnNextDtlsChange = () => disposing = call.Offerer.Transport.DisposeAsync().AsTask();
        call.Answerer.Run(t => t.Close());
        await Task.WhenAll(mine.Closed, theirs.Closed).Within();
        await Eventually.Holds(() => disposing is not null, "the event came");
        await disposing!.Within();
    }

    [Fact]
    public async Task A_strangers_datagrams_reach_nobody_and_disturb_nobody()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        var target = call.Offerer.LocalCandidates.First().Address;
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var associations = call.Offerer.DtlsStates.Count;
        var random = new Random(1);
        var datagram = new byte[1200];
        var exchanged = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await mine.SendAsync($"{i}");
                using var message = await theirs.ReceiveAsync();
                message.Text.ShouldBe($"{i}");
            }
        });
        for (var i = 0; i < 10_000; i++)
        {
            random.NextBytes(datagram);
            // STUN, DTLS, SRTP, ChannelData and others by turns.
            datagram[0] = (i % 5) switch { 0 => 0, 1 => 22, 2 => 128, 3 => 64, _ => datagram[0] };
            stranger.Client.SendTo(datagram.AsSpan(0, random.Next(0, 1200)), target.ToIPEndPoint());
        }
        await exchanged.Within();
        call.Offerer.DtlsStates.Count.ShouldBe(associations);
        call.Offerer.Inner.PacketsFromStrangers.ShouldBeGreaterThan(0);
        call.Offerer.Inner.MediaPacketsDropped.ShouldBe(0, "a stranger's are not even that");
        call.Offerer.Run(t => t.GetStatistics()).Ice.RemoteCandidates.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_strangers_ClientHello_before_a_path_is_validated_has_no_effect()
    {
        await using var call = new TestCall();
        call.Offerer.Run(t => t.Gather(IceRole.Controlling));
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var target = call.Offerer.LocalCandidates.First().Address.ToIPEndPoint();
        byte[] hello = [PlainDtls.Hello, .. "right"u8];
        for (var i = 0; i < 20; i++)
            stranger.Client.SendTo(hello, target);
        await Eventually.Holds(() => call.Offerer.Inner.PacketsFromStrangers == 20, "they came");
        call.Offerer.Run(t => t.DtlsState).ShouldBe(DtlsState.New);
        var channel = call.Offerer.Create("data");
        call.Negotiate();
        await channel.Opened.Within();
        stranger.Available.ShouldBe(0, "nothing was answered");
    }

    [Fact]
    public async Task Dtls_that_comes_before_the_answer_is_kept_for_it()
    {
        await using var call = new TestCall();
        var channel = call.Answerer.Create("early");
        var offer = call.Offerer.Run(t =>
        {
            t.Gather(IceRole.Controlling);
            return t.LocalParameters;
        });
        var answer = call.Answerer.Run(t =>
        {
            t.SetRemote(call.Remote(offer, isDtlsClient: true));
            t.Gather(IceRole.Controlled);
            return t.LocalParameters;
        });
        // The answer is on its way: the answerer's checks are answered all the same, and its hello follows them.
        call.Answerer.Run(t => t.AddRemoteCandidate(Parse(call.Offerer.Candidates.First())));
        await Eventually.Holds(() => call.Offerer.Run(t => t.GetStatistics()).PacketsReceived > 0, "its hello came");
        call.Offerer.Run(t => t.DtlsState).ShouldBe(DtlsState.New);
        call.Offerer.Run(t => t.SetRemote(call.Remote(answer, isDtlsClient: false)));
        await channel.Opened.Within();
    }

    [Fact]
    public async Task Srtp_from_the_other_end_is_counted_and_dropped()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        await mine.SendAsync("x");
        (await theirs.ReceiveAsync().AsTask().Within()).Dispose();
        call.Answerer.Inner.SendRaw([128, 1, 2, 3]);
        call.Answerer.Inner.SendRaw([191, 1, 2, 3]);
        call.Answerer.Inner.SendRaw([64, 1, 2, 3]);
        await Eventually.Holds(() => call.Offerer.Inner.MediaPacketsDropped == 2, "they came");
        await mine.SendAsync("y");
        (await theirs.ReceiveAsync().AsTask().Within()).Dispose();
    }

    private static CandidateAttribute Parse(string line) => CandidateAttribute.TryParse(line, out var candidate) ? candidate : throw new FormatException(line);

    private static TimeSpan Slack => TimeSpan.FromSeconds(2);
}
