using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Tests.Web;

namespace PeerCall.Server.Tests.Telemetry;

public sealed class TelemetryEndpointTests
{
    private const string Token = "a-token-of-some-length";

    [Fact]
    public async Task Metrics_are_prometheus_text()
    {
        await using var server = new ServerFactory();
        server.Services.GetRequiredService<ServerMetrics>().MessageReceived("join");
        using var response = await Get(server, "127.0.0.1");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await response.Content.ReadAsStringAsync()).ShouldContain("peercall_messages_received_total{type=\"join\"} 1\n");
    }

    [Theory]
    [InlineData("127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("::1", null, HttpStatusCode.OK)]
    [InlineData("::ffff:127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("10.1.2.3", null, HttpStatusCode.OK)]
    [InlineData("::ffff:10.1.2.3", null, HttpStatusCode.OK)]
    [InlineData("2001:db8::9", null, HttpStatusCode.OK)]
    [InlineData("192.168.1.1", null, HttpStatusCode.Forbidden)]
    [InlineData("2001:db9::9", null, HttpStatusCode.Forbidden)]
    [InlineData("198.51.100.1", "127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "198.51.100.1", HttpStatusCode.Forbidden)]
    [InlineData("10.1.2.3", "198.51.100.1", HttpStatusCode.Forbidden)]
    public async Task Metrics_are_for_this_machine_and_named_networks(string remote, string? forwardedFor, HttpStatusCode status)
    {
        await using var server = new ServerFactory(("Metrics:AllowedNetworks", "10.0.0.0/8,2001:db8::/32"));
        using var response = await Get(server, remote, forwardedFor);
        response.StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("Bearer a-token-of-some-lengtH", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer " + Token, HttpStatusCode.OK)]
    public async Task A_token_is_asked_for_where_there_is_one(string? authorization, HttpStatusCode status)
    {
        await using var server = new ServerFactory(("Metrics:Token", Token));
        using var response = await Get(server, "127.0.0.1", authorization: authorization);
        response.StatusCode.ShouldBe(status);
        response.Headers.WwwAuthenticate.Count.ShouldBe(status is HttpStatusCode.Unauthorized ? 1 : 0);
    }

    [Fact]
    public async Task Metrics_can_be_switched_off()
    {
        await using var server = new ServerFactory(("Metrics:Enabled", "false"));
        using var response = await Get(server, "127.0.0.1");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_server_that_cannot_relay_lives_and_is_not_ready()
    {
        await using var server = new ServerFactory(static services => services.AddSingleton<IRelayState, Failed>());
        using var client = server.Client();
        (await client.GetStringAsync("/health/live")).ShouldBe("live\n");
        using var response = await client.GetAsync("/health/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldBe("no relay\n");
    }

    [Fact]
    public async Task A_draining_server_lives_and_is_not_ready()
    {
        var drain = new Drain();
        await using var server = new ServerFactory(services => services.AddSingleton<IDrainState>(drain));
        using var client = server.Client();
        (await client.GetStringAsync("/health/ready")).ShouldBe("ready\n");
        drain.IsDraining = true;
        (await client.GetStringAsync("/health/live")).ShouldBe("live\n");
        using var response = await client.GetAsync("/health/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    private static async Task<HttpResponseMessage> Get(ServerFactory server, string remote, string? forwardedFor = null, string? authorization = null)
    {
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add(ServerFactory.Remote, remote);
        if (forwardedFor is not null)
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request);
    }

    private sealed class Drain : IDrainState
    {
        public bool IsDraining { get; set; }
    }

    private sealed class Failed : IRelayState
    {
        public bool HasFailed => true;
    }
}
