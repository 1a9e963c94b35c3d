using System.Net;
using Microsoft.AspNetCore.Http;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Security;

public sealed class SecurityHeadersTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/r/blue-fox-7")]
    [InlineData("/assets/app-1234.js")]
    [InlineData("/api/info")]
    [InlineData("/api/nothing")]
    [InlineData("/nothing")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    public async Task Every_answer_has_them(string path)
    {
        await using var server = new ServerFactory();
        using var client = server.Client("http://call.example.org");
        using var response = await client.GetAsync(path);
        One(response, "X-Content-Type-Options").ShouldBe("nosniff");
        One(response, "Referrer-Policy").ShouldBe("no-referrer");
        One(response, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        One(response, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        One(response, "Permissions-Policy").ShouldContain("camera=(self), microphone=(self)");
        var policy = One(response, "Content-Security-Policy").Split("; ");
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self'");
        policy.ShouldContain("style-src 'self'");
        policy.ShouldContain("connect-src 'self' ws://call.example.org");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldContain("require-trusted-types-for 'script'");
        policy.ShouldContain("trusted-types 'none'");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Frames_are_allowed_where_the_operator_says()
    {
        await using var server = new ServerFactory(("Security:FrameAncestors", "https://intranet.example,https://wiki.example:8443"));
        using var client = server.Client();
        using var response = await client.GetAsync("/");
        One(response, "Content-Security-Policy").ShouldContain("; frame-ancestors https://intranet.example https://wiki.example:8443;");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("intranet.example")]
    [InlineData("https://a.example/path")]
    [InlineData("https://a.example; script-src *")]
    [InlineData("javascript:alert(1)")]
    public void What_is_no_origin_is_a_fault(string origin) =>
        Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<SecurityOptions>(Configuration.OptionsBinderTests.Configuration(("Security:FrameAncestors:0", origin))));

    [Theory]
    [InlineData("a.example;script-src", "connect-src 'self'; ")]
    [InlineData("a.example,b", "connect-src 'self'; ")]
    [InlineData("", "connect-src 'self'; ")]
    [InlineData("[2001:db8::1]:8443", "connect-src 'self' wss://[2001:db8::1]:8443; ")]
    public void A_host_cannot_write_into_the_policy(string host, string expected)
    {
        var context = new DefaultHttpContext { Request = { Scheme = "https", Host = new HostString(host) } };
        new ContentSecurityPolicy([], forDevServer: false).For(context.Request).ShouldContain(expected);
    }

    [Fact]
    public void Only_the_dev_server_gets_inline_scripts()
    {
        var request = new DefaultHttpContext { Request = { Scheme = "http", Host = new HostString("localhost") } }.Request;
        new ContentSecurityPolicy([], forDevServer: false).For(request).ShouldNotContain("unsafe");
        var development = new ContentSecurityPolicy([], forDevServer: true).For(request);
        development.ShouldContain("script-src 'self' 'unsafe-inline'");
        development.ShouldNotContain("trusted-types");
    }

    [Theory]
    [InlineData("https", "call.example.org", true)]
    [InlineData("http", "call.example.org", false)]
    [InlineData("https", "localhost", false)]
    [InlineData("https", "app.localhost", false)]
    [InlineData("https", "192.0.2.1", false)]
    [InlineData("https", "[2001:db8::1]:8443", false)]
    [InlineData("https", "", false)]
    public void Strict_transport_is_for_names_over_https(string scheme, string host, bool sent)
    {
        var context = new DefaultHttpContext { Request = { Scheme = scheme, Host = new HostString(host) } };
        (new StrictTransport(TimeSpan.FromDays(365), ownCertificateIsKnown: false).For(context) is not null).ShouldBe(sent);
        new StrictTransport(TimeSpan.Zero, ownCertificateIsKnown: true).For(context).ShouldBeNull();
    }

    [Theory]
    [InlineData("10.0.0.5", true)]
    [InlineData("10.0.0.6", false)]
    public async Task Behind_a_known_proxy_https_is_what_the_proxy_says(string remote, bool believed)
    {
        await using var server = new ServerFactory(("Proxy:KnownProxies", "10.0.0.5"));
        using var client = server.Client("http://call.example.org");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(ServerFactory.Remote, remote);
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("Strict-Transport-Security").ShouldBe(believed);
        One(response, "Content-Security-Policy").ShouldContain(believed ? "wss://call.example.org" : "ws://call.example.org");
    }

    private static string One(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
