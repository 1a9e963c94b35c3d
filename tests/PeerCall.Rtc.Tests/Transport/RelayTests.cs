using System.Net;
using PeerCall.Ice;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Tests.Transport;

public sealed class RelayTests
{
    [Theory]
    [InlineData("udp", 24000)]
    [InlineData("tcp", 24200)]
    [InlineData("tls", 24400)]
    public async Task A_call_forced_over_a_relay_shows_and_uses_relayed_candidates_alone(string transport, int port)
    {
        await using var turn = await TestTurnServer.Start(port);
        var url = transport switch { "udp" => turn.UdpUrl, "tcp" => turn.TcpUrl, _ => turn.TlsUrl };
        var setting = new TestSetting
        {
            Servers = [TestTurnServer.Server(url), new IceServer { Urls = [turn.StunUrl] }],
            RelayOnly = true,
            With = o => o with { ServerCertificateValidation = (_, certificate, _, _) => turn.IsPinned(certificate) },
        };
        await using (var call = new TestCall(setting))
        {
            var (mine, theirs) = await call.Open();
            for (var i = 0; i < 100; i++)
            {
                var (from, to) = i % 2 == 0 ? (mine, theirs) : (theirs, mine);
                await from.SendAsync(new byte[20_000]).AsTask().Within();
                using var message = await to.ReceiveAsync().AsTask().Within();
                message.Length.ShouldBe(20_000);
            }

            foreach (var peer in new[] { call.Offerer, call.Answerer })
            {
                peer.Candidates.Count.ShouldBe(1);
                foreach (var line in peer.Candidates)
                {
                    line.ShouldContain(" typ relay raddr 0.0.0.0 rport 9");
                    line.ShouldContain($"{IPAddress.Loopback} ");
                }
                var path = peer.Paths.Last(p => p is not null)!;
                path.LocalType.ShouldBe(CandidateType.Relayed);
                peer.Run(t => t.GetStatistics()).Ice.LocalCandidates.ShouldAllBe(c => c.Type == CandidateType.Relayed);
                peer.LocalCandidates.Single().RelayProtocol.ToString().ToUpperInvariant().ShouldBe(transport.ToUpperInvariant());
                peer.Errors.ShouldBeEmpty();
                await Eventually.Holds(() => peer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends");
            }
            turn.Allocations.ShouldBe(2);
        }
        await Eventually.Holds(() => turn.Allocations == 0, "allocations are given back");
    }

    [Theory]
    [InlineData(false, 26400)]
    [InlineData(true, 26600)]
    public async Task Bulk_data_both_ways_over_relays_gets_through(bool tcp, int port)
    {
        await using var turn = await TestTurnServer.Start(port);
        await using var call = new TestCall(new TestSetting { Servers = [TestTurnServer.Server(tcp ? turn.TcpUrl : turn.UdpUrl)], RelayOnly = true });
        var (mine, theirs) = await call.Open();
        var ends = new[] { (mine, theirs), (theirs, mine) };
        await Task.WhenAll(ends.SelectMany(e => new[] { Send(e.Item1), Receive(e.Item2) })).Within(TimeSpan.FromSeconds(60));

        static Task Send(DataChannel channel) => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                await channel.SendAsync(new byte[32 * 1024]);
        });

        static Task Receive(DataChannel channel) => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                (await channel.ReceiveAsync()).Dispose();
        });
    }

    [Fact]
    public async Task A_restart_does_not_trust_allocations_that_a_restarted_server_has_forgotten()
    {
        var turn = await TestTurnServer.Start(27200);
        await using var call = new TestCall(new TestSetting { Servers = [TestTurnServer.Server(turn.UdpUrl)], RelayOnly = true });
        var (mine, theirs) = await call.Open();
        var port = turn.UdpPort;
        await turn.DisposeAsync();
        await using var again = await TestTurnServer.Start(27200, port: port);

        call.Restart();

        await Eventually.Holds(() => again.Allocations == 2, "both ends have an allocation on the server that is there now");
        await mine.SendAsync("after all");
        (await theirs.ReceiveAsync().AsTask().Within()).Dispose();
        call.Offerer.Errors.ShouldBeEmpty();
        // Told once more, the address that is gone would hold up the checks of the new one: both have one foundation (RFC 8445 §6.1.4.2).
        call.Offerer.Candidates.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(false, 27400)]
    [InlineData(true, 27600)]
    public async Task A_restart_keeps_the_allocations_that_the_server_has(bool tcp, int port)
    {
        await using var turn = await TestTurnServer.Start(port);
        await using var call = new TestCall(new TestSetting { Servers = [TestTurnServer.Server(tcp ? turn.TcpUrl : turn.UdpUrl)], RelayOnly = true });
        var (mine, theirs) = await call.Open();
        var before = call.Offerer.LocalCandidates.Single().Address;

        call.Restart();

        await Eventually.Holds(
            () => call.Offerer.Candidates.Count > 1 && call.Offerer.Run(t => t.GatheringState) is IceGatheringState.Complete, "candidates are gathered again");
        await mine.SendAsync("over the same");
        (await theirs.ReceiveAsync().AsTask().Within()).Dispose();
        call.Offerer.LocalCandidates.ShouldAllBe(c => c.Address == before);
        turn.Allocations.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_has_both_families_is_asked_for_both()
    {
        await using var turn = await TestTurnServer.Start(26800, ipv6: true);
        var url = turn.UdpUrl.Replace("127.0.0.1", "turn.example.org", StringComparison.Ordinal);
        var setting = new TestSetting
        {
            Servers = [TestTurnServer.Server(url)],
            RelayOnly = true,
            With = o => o with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback]) },
        };
        await using var call = new TestCall(setting);
        var (mine, theirs) = await call.Open();
        await mine.SendAsync("over one of them");
        (await theirs.ReceiveAsync().AsTask().Within()).Dispose();
        await Eventually.Holds(() => call.Offerer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends");
        call.Offerer.LocalCandidates.Select(c => c.Address.IsIPv6).Order().ShouldBe([false, true]);
        call.Offerer.Candidates.ShouldContain(c => c.EndsWith(call.Offerer.Transport.LocalParameters.UsernameFragment) && c.Contains("raddr :: rport 9"));
        call.Offerer.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wrong_credentials_are_an_error_401(bool tcp)
    {
        await using var turn = await TestTurnServer.Start(tcp ? 24600 : 24800);
        await using var peer = new TestPeer(new TestSetting { Servers = [TestTurnServer.Server(tcp ? turn.TcpUrl : turn.UdpUrl, "wrong")] });
        peer.Run(t => t.Gather(IceRole.Controlling));
        await Eventually.Holds(() => peer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends");
        var error = peer.Errors.ShouldHaveSingleItem();
        error.ErrorCode.ShouldBe(401);
        error.Url.ShouldBe(tcp ? turn.TcpUrl : turn.UdpUrl);
        peer.LocalCandidates.ShouldAllBe(c => c.Type == CandidateType.Host);
    }

    [Fact]
    public async Task A_server_without_credentials_is_an_error_401_and_an_unknown_certificate_one_701()
    {
        await using var turn = await TestTurnServer.Start(25000);
        await using var peer = new TestPeer(new TestSetting { Servers = [new IceServer { Urls = [turn.UdpUrl] }, TestTurnServer.Server(turn.TlsUrl)] });
        peer.Run(t => t.Gather(IceRole.Controlling));
        await Eventually.Holds(() => peer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends");
        peer.Errors.Select(e => e.ErrorCode).Order().ShouldBe([401, 701]);
        turn.Allocations.ShouldBe(0);
    }

    [Fact]
    public async Task Servers_that_are_dead_or_have_no_name_are_errors_701_and_do_not_delay_host_candidates()
    {
        // Reserved: nothing listens there (RFC 5737), and such a name has no address (RFC 6761).
        string[] urls = ["stun:127.0.0.1:9", "turn:127.0.0.1:9?transport=udp", "turn:127.0.0.1:9?transport=tcp", "stun:nowhere.invalid", "turn:nowhere.invalid"];
        var setting = new TestSetting
        {
            Servers = [new IceServer { Urls = urls, Username = "alice", Credential = "wonderland" }],
            With = o => o with { ServerTimeout = TimeSpan.FromSeconds(2), Resolve = (_, _) => throw new System.Net.Sockets.SocketException(11001) },
        };
        await using var peer = new TestPeer(setting);
        peer.Run(t =>
        {
            t.Gather(IceRole.Controlling);
            t.LocalCandidates.Count.ShouldBe(1, "at once");
        });
        await Eventually.Holds(() => peer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends", TimeSpan.FromSeconds(6));
        peer.Errors.ShouldAllBe(e => e.ErrorCode == 701);
        peer.Errors.Select(e => e.Url).Order(StringComparer.Ordinal).ShouldBe(urls.Order(StringComparer.Ordinal));
        peer.GatheringStates.ShouldBe([IceGatheringState.Gathering, IceGatheringState.Complete]);
    }

    [Fact]
    public async Task A_stun_server_shows_how_the_host_looks_and_is_asked_once_for_several_urls()
    {
        await using var turn = await TestTurnServer.Start(25200);
        var other = turn.StunUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using var peer = new TestPeer(new TestSetting { Servers = [new IceServer { Urls = [turn.StunUrl, other, turn.StunUrl] }] });
        peer.Run(t => t.Gather(IceRole.Controlling));
        await Eventually.Holds(() => peer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends");
        // On loopback it is the host's own address: that tells nothing new (RFC 8445 §5.1.3).
        peer.LocalCandidates.ShouldHaveSingleItem().Type.ShouldBe(CandidateType.Host);
        peer.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_allocation_that_dies_takes_its_candidate_along(bool tcp)
    {
        var turn = await TestTurnServer.Start(tcp ? 25400 : 25600);
        var setting = new TestSetting { Servers = [TestTurnServer.Server(turn.TcpUrl)], RelayOnly = true };
        if (!tcp)
            setting = setting with { Servers = [TestTurnServer.Server(turn.UdpUrl), TestTurnServer.Server(turn.TcpUrl)] };
        await using var call = new TestCall(setting);
        var (mine, _) = await call.Open();
        await mine.SendAsync("over the relay");
        await turn.DisposeAsync();
        await Eventually.Holds(
            () => call.Offerer.Run(t => t.LocalCandidates).All(c => c.RelayProtocol is not RelayProtocol.Tcp), "the connection to the server has ended");
    }

    [Fact]
    public async Task Fresh_credentials_reach_running_allocations_and_do_no_harm()
    {
        await using var turn = await TestTurnServer.Start(25800);
        await using var call = new TestCall(new TestSetting { Servers = [TestTurnServer.Server(turn.UdpUrl), TestTurnServer.Server(turn.TcpUrl)], RelayOnly = true });
        var (mine, theirs) = await call.Open();
        call.Offerer.Run(t => t.Configure(new TransportConfiguration([TestTurnServer.Server(turn.UdpUrl), TestTurnServer.Server(turn.TcpUrl)], RelayOnly: true)));
        await mine.SendAsync("still here");
        using var message = await theirs.ReceiveAsync().AsTask().Within();
        message.Text.ShouldBe("still here");
    }

    [Fact]
    public async Task Servers_that_are_no_longer_configured_lose_their_allocations_with_the_next_gathering()
    {
        await using var turn = await TestTurnServer.Start(26000);
        await using var peer = new TestPeer(new TestSetting { Servers = [TestTurnServer.Server(turn.UdpUrl)] });
        peer.Run(t => t.Gather(IceRole.Controlling));
        await Eventually.Holds(() => turn.Allocations == 1, "it is allocated");
        peer.Run(t => t.Configure(new TransportConfiguration([], RelayOnly: false)));
        turn.Allocations.ShouldBe(1);
        peer.Run(t =>
        {
            t.RestartIce();
            t.Gather(IceRole.Controlling);
        });
        peer.Run(t => t.LocalCandidates).ShouldAllBe(c => c.Type == CandidateType.Host);
        await Eventually.Holds(() => turn.Allocations == 0, "it is given back");
    }

    [Fact]
    public async Task A_policy_of_relays_alone_closes_the_hosts_sockets_with_the_next_gathering()
    {
        await using var turn = await TestTurnServer.Start(26200);
        await using var peer = new TestPeer(new TestSetting { Servers = [TestTurnServer.Server(turn.UdpUrl)] });
        peer.Run(t => t.Gather(IceRole.Controlling));
        await Eventually.Holds(() => peer.LocalCandidates.Count == 2, "host and relay");
        peer.Candidates.Clear();
        peer.Run(t =>
        {
            t.Configure(new TransportConfiguration([TestTurnServer.Server(turn.UdpUrl)], RelayOnly: true));
            t.RestartIce();
            t.Gather(IceRole.Controlling);
        });
        await Eventually.Holds(() => peer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends");
        peer.Candidates.ShouldHaveSingleItem().ShouldContain("typ relay");
        peer.Run(t => t.LocalCandidates).ShouldHaveSingleItem().Type.ShouldBe(CandidateType.Relayed);
    }
}
