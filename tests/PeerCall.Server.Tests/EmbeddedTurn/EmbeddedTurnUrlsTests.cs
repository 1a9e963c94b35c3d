using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PeerCall.Server.Tests.Web;
using PeerCall.Server.Tests.Web.Listening;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>Which addresses of the embedded server a client is told, by the address that it comes by.</summary>
public sealed class EmbeddedTurnUrlsTests
{
    [Theory]
    [InlineData("https://call.example.org", "call.example.org", 443)]
    [InlineData("https://call.example.org:8443", "call.example.org", 8443)]
    [InlineData("https://192.168.1.20:8443", "192.168.1.20", 8443)]
    [InlineData("https://[2001:db8::20]:8443", "[2001:db8::20]", 8443)]
    public async Task They_are_at_the_host_of_the_page_and_over_tls_on_its_very_port(string page, string host, int port)
    {
        using var folder = new TemporaryFolder();
        await using var server = new ServerFactory(Certified(folder));
        using var client = server.Client(page);
        (await UrlsAsync(client)).ShouldBe(
        [
            $"stun:{host}:3478", $"turn:{host}:3478?transport=udp", $"turn:{host}:3478?transport=tcp", $"turns:{host}:{port}?transport=tcp",
        ]);
    }

    [Theory]
    [InlineData("https://localhost:8443", "localhost", 8443)]
    [InlineData("https://192.168.1.20", "192.168.1.20", 443)]
    [InlineData("https://[2001:db8::20]:8443", "[2001:db8::20]", 8443)]
    public async Task With_a_certificate_that_browsers_do_not_take_the_pages_port_has_plain_tcp_too(string page, string host, int port)
    {
        await using var server = new ServerFactory();
        using var client = server.Client(page);
        (await UrlsAsync(client)).ShouldBe(
        [
            $"stun:{host}:3478", $"turn:{host}:3478?transport=udp", $"turn:{host}:{port}?transport=tcp", $"turns:{host}:{port}?transport=tcp",
        ]);
    }

    [Fact]
    public async Task A_page_over_plain_http_is_told_the_servers_own_https_port()
    {
        await using var host = await EmbeddedHost.StartAsync();
        using var client = EmbeddedHost.Client();
        client.BaseAddress = new Uri($"http://{host.Http}");
        (await UrlsAsync(client)).Skip(2).ShouldBe([$"turn:{host.Https}?transport=tcp", $"turns:{host.Https}?transport=tcp"]);
    }

    [Theory]
    [InlineData("http://localhost:8080", "localhost", 8080)]
    [InlineData("http://call.example.org", "call.example.org", 80)]
    public async Task Where_there_is_no_https_the_last_one_is_on_the_pages_port_too(string page, string host, int port)
    {
        await using var server = new ServerFactory(("Https:Port", ""));
        using var client = server.Client(page);
        (await UrlsAsync(client)).ShouldBe(
        [
            $"stun:{host}:3478", $"turn:{host}:3478?transport=udp", $"turn:{host}:3478?transport=tcp", $"turn:{host}:{port}?transport=tcp",
        ]);
    }

    [Fact]
    public async Task Through_a_known_proxy_none_is_on_the_proxys_port()
    {
        using var folder = new TemporaryFolder();
        await using var server = new ServerFactory([.. Certified(folder), ("Proxy:KnownProxies", "10.0.0.5"), ("Turn:Port", "3479")]);
        using var client = server.Client("http://call.example.org");
        (await UrlsAsync(client, Proxied)).ShouldBe(
        [
            "stun:call.example.org:3479", "turn:call.example.org:3479?transport=udp", "turn:call.example.org:3479?transport=tcp",
            "turns:call.example.org:3479?transport=tcp",
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8443")]
    public async Task Through_a_known_proxy_there_is_no_tls_without_a_certificate_that_browsers_take(string httpsPort)
    {
        await using var server = new ServerFactory(("Proxy:KnownProxies", "10.0.0.5"), ("Https:Port", httpsPort));
        using var client = server.Client("http://call.example.org");
        (await UrlsAsync(client, Proxied)).ShouldBe(
        [
            "stun:call.example.org:3478", "turn:call.example.org:3478?transport=udp", "turn:call.example.org:3478?transport=tcp",
        ]);
    }

    [Fact]
    public async Task Behind_a_known_proxy_and_without_a_port_of_its_own_there_is_no_way_to_it()
    {
        await using var server = new ServerFactory(("Proxy:KnownProxies", "10.0.0.5"), ("Turn:Port", ""));
        using var client = server.Client("http://call.example.org");
        (await UrlsAsync(client, Proxied)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.7")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Original-For", "192.0.2.7:4711")]
    [InlineData("X-Original-Proto", "http")]
    public async Task What_somebody_else_says_of_proxies_is_not_believed(string name, string value)
    {
        await using var server = new ServerFactory(("Proxy:KnownProxies", "10.0.0.5"), ("Https:Port", ""));
        using var client = server.Client("http://call.example.org");
        (await UrlsAsync(client, (ServerFactory.Remote, "10.0.0.6"), (name, value))).Last().ShouldBe("turn:call.example.org:80?transport=tcp");
    }

    [Fact]
    public async Task Whom_the_known_proxy_does_not_speak_for_has_reached_this_server_itself()
    {
        // As somebody on the machine that the proxy runs on.
        await using var server = new ServerFactory(("Proxy:KnownProxies", "127.0.0.1"), ("Https:Port", ""));
        using var client = server.Client("http://localhost:8080");
        (await UrlsAsync(client, (ServerFactory.Remote, "127.0.0.1"))).Last().ShouldBe("turn:localhost:8080?transport=tcp");
    }

    [Fact]
    public async Task A_configured_host_is_used_for_everybody()
    {
        using var folder = new TemporaryFolder();
        await using var server = new ServerFactory([.. Certified(folder), ("Turn:Host", "turn.example.org"), ("Turn:Port", "3479")]);
        using var client = server.Client("https://call.example.org");
        (await UrlsAsync(client)).ShouldBe(
        [
            "stun:turn.example.org:3479", "turn:turn.example.org:3479?transport=udp", "turn:turn.example.org:3479?transport=tcp",
            "turns:turn.example.org:443?transport=tcp",
        ]);
    }

    [Fact]
    public async Task Configured_urls_stand_in_place_of_our_own()
    {
        await using var server = new ServerFactory(("Turn:Urls", "turn:turn.example.org:3478,turns:turn.example.org:443"));
        using var client = server.Client("https://call.example.org");
        (await UrlsAsync(client)).ShouldBe(["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"]);
    }

    [Fact]
    public async Task Without_a_port_of_its_own_there_is_the_pages()
    {
        await using var server = new ServerFactory(("Turn:Port", ""));
        using var client = server.Client("https://call.example.org");
        (await UrlsAsync(client)).ShouldBe(["turn:call.example.org:443?transport=tcp", "turns:call.example.org:443?transport=tcp"]);
    }

    [Theory]
    [InlineData("call.example.org;evil")]
    [InlineData("a,b")]
    [InlineData("a/b")]
    [InlineData("-")]
    [InlineData("[::1%25eth0]")]
    public async Task A_host_that_is_none_is_not_quoted(string host)
    {
        await using var server = new ServerFactory();
        using var client = server.Client("https://call.example.org");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ice-servers");
        request.Headers.TryAddWithoutValidation("Host", host);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("evil");
        text.ShouldNotContain(host + ":");
    }

    [Fact]
    public async Task Credentials_are_made_with_the_kept_secret_and_last_over_a_restart()
    {
        using var folder = new TemporaryFolder();
        var credentials = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            await using var server = new ServerFactory(("Data", folder.PathOf("data")));
            using var client = server.Client("https://call.example.org");
            var answer = await client.GetFromJsonAsync<JsonElement>("/api/ice-servers");
            var turn = answer.GetProperty("iceServers")[1];
            var secret = (await File.ReadAllTextAsync(folder.PathOf("data/turn-secret"))).Trim();
            turn.GetProperty("credential").GetString().ShouldBe(Sign(secret, turn.GetProperty("username").GetString()!));
            credentials.Add(secret);
        }
        credentials[1].ShouldBe(credentials[0]);
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm.")]
    private static string Sign(string secret, string username) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username)));

    private static (string Name, string Value)[] Proxied =>
        [(ServerFactory.Remote, "10.0.0.5"), ("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")];

    private static (string Key, string Value)[] Certified(TemporaryFolder folder)
    {
        var (certificate, key) = CertificateFiles.WritePem(folder, "call.example.org");
        return [("Https:Certificate", certificate), ("Https:Key", key)];
    }

    private static async Task<string[]> UrlsAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ice-servers");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.GetProperty("iceServers").EnumerateArray().SelectMany(static server => server.GetProperty("urls").EnumerateArray()).Select(static url => url.GetString()!)];
    }
}
