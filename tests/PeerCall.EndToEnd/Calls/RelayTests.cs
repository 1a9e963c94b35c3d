using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>Calls through coturn, with the credentials that the server hands out.</summary>
[Collection(Browsers.Name)]
public sealed class RelayTests(BrowserFixture browsers)
{
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task With_relay_only_badge_and_statistics_say_relay(string transport)
    {
        await using var coturn = await CoturnProcess.Start();
        var url = transport switch { "udp" => coturn.UdpUrl, "tcp" => coturn.TcpUrl, _ => coturn.TlsUrl };
        await using var call = await Call.Start(coturn.ServerSettings(url));
        var ann = await call.Join(browsers, "Ann");
        await ann.ChooseRelayOnly();
        var ben = await call.Join(browsers, "Ben");

        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));

        await ann.Until(links => links is [{ LocalType: "relay" } link] && string.Equals(link.RelayProtocol, transport, StringComparison.Ordinal), $"relayed over {transport}");
        // Ben's own end is not relayed; his badge has to know it from Ann's report.
        await Task.WhenAll(ann.SeesPath($"relay-{transport}"), ben.SeesPath($"relay-{transport}"));
    }

    [Fact]
    public async Task Where_a_direct_way_exists_the_relay_is_not_used()
    {
        await using var coturn = await CoturnProcess.Start();
        await using var call = await Call.Start(coturn.ServerSettings(coturn.UdpUrl, coturn.TcpUrl, coturn.TlsUrl));
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");

        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));

        await Task.WhenAll(ann.SeesPath("direct"), ben.SeesPath("direct"));
    }

    [Fact]
    public async Task Choosing_relay_only_during_a_call_moves_it_to_the_relay_without_a_break()
    {
        await using var coturn = await CoturnProcess.Start();
        await using var call = await Call.Start(coturn.ServerSettings(coturn.UdpUrl));
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesPath("direct"), ben.SeesAndHears(1));

        await ann.ChooseRelayOnly();

        await ann.SeesPath("relay-udp");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
    }
}
