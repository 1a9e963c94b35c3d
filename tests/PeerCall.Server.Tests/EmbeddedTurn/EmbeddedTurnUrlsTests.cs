using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PeerCall.Server.Tests.Web;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>Which addresses of the embedded server a client is told, by the address that it comes by.</summary>
public sealed class EmbeddedTurnUrlsTests
{
    [Theory]
    [InlineData("https://call.example.org", "call.example.org", "turns:call.example.org:443?transport=tcp")]
    [InlineData("https://call.example.org:8443", "call.example.org", "turns:call.example.org:8443?transport=tcp")]
    [InlineData("https://192.168.1.20:8443", "192.168.1.20", "turns:192.168.1.20:8443?transport=tcp")]
    [InlineData("https://[2001:db8::20]:8443", "[2001:db8::20]", "turns:[2001:db8::20]:8443?transport=tcp")]
    [InlineData("http://localhost:8080", "localhost", "turn:localhost:8080?transport=tcp")]
    [InlineData("http://call.example.org", "call.example.org", "turn:call.example.org:80?transport=tcp")]
    public async Task They_are_at_the_host_of_the_page_and_the_last_one_on_its_very_port(string page, string host, string last)
    {
        await using var server = new ServerFactory();
        using var client = server.Client(page);
        (await UrlsAsync(client)).ShouldBe([$"stun:{host}:3478", $"turn:{host}:3478?transport=udp", $"turn:{host}:3478?transport=tcp", last]);
    }

    [Fact]
    public async Task Through_a_known_proxy_they_are_where_the_client_is()
    {
        await using var server = new ServerFactory(("Proxy:KnownProxies", "10.0.0.5"));
        using var client = server.Client("http://call.example.org");
        (await UrlsAsync(client, (ServerFactory.Remote, "10.0.0.5"), ("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")))
            .Last().ShouldBe("turns:call.example.org:443?transport=tcp");
        (await UrlsAsync(client, (ServerFactory.Remote, "10.0.0.6"), ("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")))
            .Last().ShouldBe("turn:call.example.org:80?transport=tcp", "an unknown proxy is not believed");
    }

    [Fact]
    public async Task A_configured_host_is_used_for_everybody()
    {
        await using var server = new ServerFactory(("Turn:Host", "turn.example.org"), ("Turn:Port", "3479"));
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
        (await UrlsAsync(client)).ShouldBe(["turns:call.example.org:443?transport=tcp"]);
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
