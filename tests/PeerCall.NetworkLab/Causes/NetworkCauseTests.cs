using System.Text.Json;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Causes;

/// <summary>Faults of networks: both ends, the server's record and its metric name the same cause (docs/troubleshooting.md). Faults of relays and ends are in tests/PeerCall.EndToEnd/Causes.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class NetworkCauseTests(BrowserFixture browsers, ITestOutputHelper output)
{
    /// <summary>An address of the server's machine where nobody listens.</summary>
    private const string Nobody = "203.0.113.21";

    /// <summary>A heartbeat takes 30 s to tell that nobody is there, and the server waits 60 s more for a return.</summary>
    private static readonly TimeSpan TimedOut = TimeSpan.FromSeconds(150);

    public static TheoryData<EndKind, EndKind> Ends => new()
    {
        { EndKind.Chromium, EndKind.Chromium },
        { EndKind.Headless, EndKind.Headless },
    };

    [LabTheory]
    [MemberData(nameof(Ends))]
    public async Task UDP_does_not_get_out_and_the_relay_is_reached_over_TCP(EndKind a, EndKind b)
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(NatKind.UdpBlocked, NatKind.None) { KindA = a, KindB = b });

        await call.A.Says("udp-blocked", "Your network lets no UDP out");
        await IsWrittenDown(call, "connected", "udp-blocked");
    }

    [LabTheory]
    [MemberData(nameof(Ends))]
    public Task UDP_does_not_get_out_and_the_relay_knows_nothing_else(EndKind a, EndKind b) =>
        BothSay("udp-blocked", "UDP does not get through this network", new LabCallOptions(NatKind.UdpBlocked, NatKind.None)
        {
            KindA = a,
            KindB = b,
            HasCoturn = true,
            Settings = Settings(("Turn:TcpPort", ""), ("Turn:StunUrls", $"stun:{Lab.TurnAddress}:3478,stun:{Nobody}:3478")),
        });

    [LabTheory]
    [MemberData(nameof(Ends))]
    public Task The_only_STUN_server_is_away(EndKind a, EndKind b) =>
        BothSay("stun-unreachable", "The server that tells you your public address cannot be reached", new LabCallOptions(NatKind.PortRestricted, NatKind.PortRestricted)
        {
            KindA = a,
            KindB = b,
            Settings = Settings(("Turn:Mode", "None"), ("Turn:StunUrls", $"stun:{Nobody}:3478")),
        });

    [LabTheory]
    [MemberData(nameof(Ends))]
    public Task Only_a_relay_would_help_and_there_is_none(EndKind a, EndKind b) =>
        BothSay("turn-not-configured", "no relay is set up for this call", new LabCallOptions(NatKind.PortRestricted, NatKind.Symmetric)
        {
            KindA = a,
            KindB = b,
            HasCoturn = true,
            Settings = Settings(("Turn:Mode", "None"), ("Turn:StunUrls", $"stun:{Lab.TurnAddress}:3478")),
        });

    [LabTheory]
    [MemberData(nameof(Ends))]
    public Task Only_a_relay_would_help_and_it_is_away(EndKind a, EndKind b) =>
        BothSay("turn-unreachable", "The relay cannot be reached from your network", new LabCallOptions(NatKind.Symmetric, NatKind.Symmetric)
        {
            KindA = a,
            KindB = b,
            Settings = Settings(("Turn:Mode", "External"), ("Turn:Secret", "a secret that nobody needs"), ("Turn:Host", Nobody)),
        });

    [LabTheory]
    [MemberData(nameof(Ends))]
    public Task The_ports_of_the_relay_are_closed(EndKind a, EndKind b) =>
        BothSay("no-common-path", "No way was found between you two", new LabCallOptions(NatKind.Symmetric, NatKind.Symmetric)
        {
            KindA = a,
            KindB = b,
            HasCoturn = true,
            HasClosedRelayPorts = true,
        });

    [LabTheory]
    [InlineData(EndKind.Chromium)]
    [InlineData(EndKind.Headless)]
    public async Task The_way_to_the_server_is_lost_for_good(EndKind kind)
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(NatKind.PortRestricted, NatKind.PortRestricted) { KindA = kind, KindB = kind });

        await call.Lab.Block(Side.A, port: 443);

        if (call.A is PageEnd page)
            await page.MissesServer();
        else
            await ((HeadlessEnd)call.A).MissesServer();
        await Record(call, static link => Text(link, "reason") == "timed-out" && Text(link, "cause") == "signaling-lost", TimedOut);
        await Counts(call, "signaling-lost");
        output.WriteLine(await call.Tell());
    }

    private async Task BothSay(string cause, string sentence, LabCallOptions options)
    {
        await using var call = await LabCall.Connect(browsers, options with { IsHopeless = true });

        await Task.WhenAll(call.A.Says(cause, sentence), call.B.Says(cause, sentence));
        await IsWrittenDown(call, "failed", cause);
    }

    /// <summary>The record says it while the link lives and when it has ended, and the metric counts it then.</summary>
    private async Task IsWrittenDown(LabCall call, string state, string cause)
    {
        await Record(call, link => Text(link, "state") == state && Text(link, "cause") == cause && Text(link, "reason") is null, LabCall.CausePatience);
        await call.A.Leave();
        await Record(call, link => Text(link, "state") == state && Text(link, "cause") == cause && Text(link, "reason") == "left", LabCall.CausePatience);
        await Counts(call, cause);
        output.WriteLine(await call.Tell());
    }

    private static async Task Record(LabCall call, Func<JsonElement, bool> fits, TimeSpan within)
    {
        JsonElement[] links = [];
        await Eventually.Holds(
            async () => (links = await call.Server.Links()) is [var link] && fits(link),
            within,
            async () => $"the record of the link. It says {string.Join('\n', links)}\n{await call.Tell()}");
    }

    private static async Task Counts(LabCall call, string cause)
    {
        var metrics = "";
        await Eventually.Holds(
            async () => (metrics = await call.Server.Get("metrics")).Split('\n').Any(line =>
                line.StartsWith("peercall_links_ended_total{", StringComparison.Ordinal) && line.Contains($"cause=\"{cause}\"", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal)),
            LabCall.CausePatience,
            () => $"one link has ended because of {cause}:\n{metrics}");
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] settings) =>
        settings.ToDictionary(static setting => setting.Key, static setting => setting.Value, StringComparer.Ordinal);
}
