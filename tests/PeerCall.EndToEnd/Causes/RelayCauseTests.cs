using System.Net;
using System.Net.Sockets;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.EndToEnd.Turn;
using PeerCall.Signaling;

namespace PeerCall.EndToEnd.Causes;

/// <summary>Two ends that can only meet through a relay, and something is wrong with it: page, program, record and metric name the same cause.</summary>
[Collection(Browsers.Name)]
public sealed class RelayCauseTests(BrowserFixture browsers)
{
    /// <summary>What a person sees who takes no other way.</summary>
    private static readonly object RelayOnly = new { relayOnly = true };

    /// <summary>For a program that is found where it is, or not at all.</summary>
    private static readonly object NoServers = new { iceServers = Array.Empty<object>() };

    private readonly int _turn = FreePorts.Next();

    [Fact]
    public async Task No_relay_is_set_up()
    {
        await using var call = await CauseCall.Start(("Turn:Mode", "None"));
        await BothSay(call, CauseCodes.TurnNotConfigured, "no relay is set up for this call");
    }

    [Fact]
    public async Task The_relay_does_not_answer()
    {
        await using var call = await CauseCall.Start(
            ("Turn:Mode", "External"), ("Turn:Secret", "a secret that nobody needs"), ("Turn:StunUrls", $"stun:127.0.0.1:{_turn}"), ("Turn:Urls", $"turn:127.0.0.1:{_turn}?transport=udp,turn:127.0.0.1:{_turn}?transport=tcp"));
        await BothSay(call, CauseCodes.TurnUnreachable, "The relay cannot be reached from your network");
    }

    [Fact]
    public async Task The_relay_has_another_secret()
    {
        await using var coturn = await CoturnProcess.Start();
        await using var call = await CauseCall.Start(
            ("Turn:Mode", "External"), ("Turn:Secret", "not the secret of this coturn"), ("Turn:Urls", $"{coturn.UdpUrl},{coturn.TcpUrl}"));
        await BothSay(call, CauseCodes.TurnUnauthorized, "The relay did not accept the user name and password");
    }

    [Fact]
    public async Task The_relay_has_no_room()
    {
        const string Secret = "a secret of the server's and of this test's";
        await using var call = await CauseCall.Start(("Turn:Port", $"{_turn}"), ("Turn:Secret", Secret), ("Turn:MaxAllocations", "1"));
        using var first = new TurnProbe(IPAddress.Loopback, _turn, EphemeralCredential.Of(Secret, "first"));
        (await first.Allocate(AddressFamily.InterNetwork)).ShouldBe(0);

        await BothSay(call, CauseCodes.TurnQuota, "The relay has no place left for this call");
    }

    [Fact]
    public async Task The_access_to_the_relay_has_run_out()
    {
        const string Secret = "a secret of the server's and of this test's";
        await using var call = await CauseCall.Start(("Turn:Port", $"{_turn}"), ("Turn:Secret", Secret));
        var (username, credential) = EphemeralCredential.Of(Secret, "somebody", TimeSpan.FromHours(-13));
        string[] urls = [$"turn:localhost:{_turn}?transport=udp", $"turn:localhost:{_turn}?transport=tcp"];
        // The server renews what it gives out, so both have theirs from elsewhere.
        var robot = await call.Robot("--relay-only", "--ice-servers", call.File(new { iceServers = new[] { new { urls, username, credential } } }));
        var ann = await call.Join(browsers, new { relayOnly = true, useServerIce = false, ownServers = urls.Select(url => new { url, username, credential, enabled = true }) });

        await CauseCall.Says(ann, "The access to the relay has run out");
        await CauseCall.Tells(robot, CauseCodes.TurnExpired);
        await call.AllIsWrittenDown(ann, "failed", CauseCodes.TurnExpired);
    }

    [Fact]
    public async Task The_relay_may_not_reach_the_other_end()
    {
        await using var call = await CauseCall.Start(("Turn:Port", $"{_turn}"), ("Turn:DeniedPeers", "0.0.0.0/0,::/0"));
        await call.Robot("--ice-servers", call.File(NoServers));
        var ann = await call.Join(browsers, RelayOnly);

        await CauseCall.Says(ann, "The relay may not pass anything on to the other side’s address");
        await call.AllIsWrittenDown(ann, "failed", CauseCodes.TurnForbiddenPeer);
    }

    [Fact]
    public async Task The_relay_of_a_program_may_not_reach_the_other_end()
    {
        await using var call = await CauseCall.Start(("Turn:Port", $"{_turn}"), ("Turn:DeniedPeers", "0.0.0.0/0,::/0"));
        var robot = await call.Robot("--relay-only");
        var other = await call.Robot("--ice-servers", call.File(NoServers));

        await CauseCall.Says(robot, "failed", CauseCodes.TurnForbiddenPeer);
        await call.RecordSays("failed", CauseCodes.TurnForbiddenPeer);
        await other.Stop();
        await call.Counts(CauseCodes.TurnForbiddenPeer);
    }

    [Fact]
    public async Task One_end_wants_a_relay_and_gets_it()
    {
        await using var call = await CauseCall.Start(("Turn:Port", $"{_turn}"));
        var robot = await call.Robot("--relay-only");
        var ann = await call.Join(browsers, new { });

        await CauseCall.Says(robot, "connected", CauseCodes.RelayForced);
        await ann.SeesPath("relay-udp");
        await call.AllIsWrittenDown(ann, "connected", CauseCodes.RelayForced);
    }

    private async Task BothSay(CauseCall call, string cause, string sentence)
    {
        var robot = await call.Robot("--relay-only");
        var ann = await call.Join(browsers, RelayOnly);

        await CauseCall.Says(ann, sentence);
        await CauseCall.Tells(robot, cause);
        await call.AllIsWrittenDown(ann, "failed", cause);
    }
}
