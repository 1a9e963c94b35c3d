using System.Globalization;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>Calls through the relay that is part of the server, as somebody has it who started one program and nothing else.</summary>
[Collection(Browsers.Name)]
public sealed class EmbeddedRelayTests(BrowserFixture browsers)
{
    private readonly int _turn = FreePorts.Next();
    private readonly int _https = FreePorts.Next();

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task With_relay_only_the_server_relays_over(string transport)
    {
        await using var call = await Call.Start(Settings);
        var ann = await Join(call, "Ann", transport, relayOnly: true);
        var ben = await Join(call, "Ben", transport, relayOnly: true);

        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));

        foreach (var person in new[] { ann, ben })
        {
            await person.Until(
                links => links is [{ LocalType: "relay" } link] && string.Equals(link.RelayProtocol, transport, StringComparison.Ordinal),
                $"relayed over {transport}; the server wrote:\n{call.Server.Output}");
            await person.SeesPath($"relay-{transport}");
        }
    }

    [Fact]
    public async Task One_relayed_end_reaches_another_that_is_not()
    {
        await using var call = await Call.Start(Settings);
        var ann = await Join(call, "Ann", "udp", relayOnly: true);
        var ben = await call.Join(browsers, "Ben");

        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));

        await Task.WhenAll(ann.SeesPath("relay-udp"), ben.SeesPath("relay-udp"));
    }

    [Fact]
    public async Task Where_a_direct_way_exists_the_relay_is_not_used()
    {
        await using var call = await Call.Start(Settings);
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");

        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));

        await Task.WhenAll(ann.SeesPath("direct"), ben.SeesPath("direct"));
    }

    private Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["Turn:Mode"] = "Embedded",
        ["Turn:Port"] = _turn.ToString(CultureInfo.InvariantCulture),
        ["Https:Port"] = _https.ToString(CultureInfo.InvariantCulture),
    };

    private async Task<CallPage> Join(Call call, string person, string transport, bool relayOnly)
    {
        // Over TLS it is on the very port of the page, and without a certificate that browsers know over TCP as well.
        var (link, server) = transport switch
        {
            "tls" => ($"https://localhost:{_https}/r/{call.Room}", $"^turns:localhost:{_https}\\b"),
            "tcp" => ($"https://localhost:{_https}/r/{call.Room}", $"^turn:localhost:{_https}\\?transport=tcp"),
            _ => (call.Server.Room(call.Room), $"^turn:localhost:{_turn}\\?transport={transport}"),
        };
        var page = await call.Open(browsers, person, link, server);
        await page.Join();
        if (relayOnly)
            await page.ChooseRelayOnly();
        return page;
    }
}
