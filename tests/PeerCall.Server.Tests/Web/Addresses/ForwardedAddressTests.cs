using System.Net;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Addresses;

/// <summary>Who is limited, behind a proxy and without one. The limit of ICE servers shows whom the server takes a request for.</summary>
public sealed class ForwardedAddressTests
{
    private const string Proxy = "10.0.0.5";

    [Fact]
    public async Task Without_a_known_proxy_the_header_changes_nothing()
    {
        await using var server = new ServerFactory(("Turn:RequestsPerMinute", "1"));
        using var client = server.Client();
        (await Get(client, "198.51.100.1", forwardedFor: "203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        (await Get(client, "198.51.100.1", forwardedFor: "203.0.113.2")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await Get(client, "198.51.100.2")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Proxy:KnownProxies", Proxy)]
    [InlineData("Proxy:KnownNetworks", "10.0.0.0/8")]
    public async Task A_known_proxy_names_the_client(string key, string value)
    {
        await using var server = new ServerFactory(("Turn:RequestsPerMinute", "1"), (key, value));
        using var client = server.Client();
        (await Get(client, Proxy, forwardedFor: "203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        (await Get(client, "::ffff:" + Proxy, forwardedFor: "203.0.113.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await Get(client, Proxy, forwardedFor: "203.0.113.2")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Somebody_else_who_sends_the_header_is_not_believed()
    {
        await using var server = new ServerFactory(("Turn:RequestsPerMinute", "1"), ("Proxy:KnownProxies", Proxy));
        using var client = server.Client();
        (await Get(client, "198.51.100.1", forwardedFor: "203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        (await Get(client, "198.51.100.1", forwardedFor: "203.0.113.2")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_a_client_wrote_before_the_proxy_is_not_believed()
    {
        await using var server = new ServerFactory(("Turn:RequestsPerMinute", "1"), ("Proxy:KnownProxies", Proxy));
        using var client = server.Client();
        (await Get(client, Proxy, forwardedFor: "192.0.2.77, 203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        (await Get(client, Proxy, forwardedFor: "192.0.2.78, 203.0.113.1")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Neighbours_in_an_IPv6_network_share_a_limit()
    {
        await using var server = new ServerFactory(("Turn:RequestsPerMinute", "1"));
        using var client = server.Client();
        (await Get(client, "2001:db8:1:2::1")).ShouldBe(HttpStatusCode.OK);
        (await Get(client, "2001:db8:1:2:ffff::2")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await Get(client, "2001:db8:1:3::1")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("everybody")]
    public void A_network_that_is_none_is_a_fault(string network) =>
        Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<ProxyOptions>(Configuration.OptionsBinderTests.Configuration(("Proxy:KnownNetworks", network))));

    [Fact]
    public async Task The_frameworks_switch_that_believes_everybody_has_no_effect()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(
            [$"--Data={folder.PathOf("data")}", "--Http:Port=0", "--Https:Port=", "--Turn:RequestsPerMinute=1"], ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"));
        using var client = new HttpClient { BaseAddress = new Uri(server.Addresses[0]) };
        (await Get(client, "127.0.0.1", forwardedFor: "203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        (await Get(client, "127.0.0.1", forwardedFor: "203.0.113.2")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static async Task<HttpStatusCode> Get(HttpClient client, string remote, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ice-servers");
        request.Headers.Add(ServerFactory.Remote, remote);
        if (forwardedFor is not null)
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
