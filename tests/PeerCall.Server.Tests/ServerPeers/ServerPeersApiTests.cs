using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PeerCall.Server.Tests.Sessions;

namespace PeerCall.Server.Tests.ServerPeers;

/// <summary>The operator's requests, and test calls for everybody.</summary>
public sealed class ServerPeersApiTests
{
    private const string Key = "0123456789abcdef";
    private const string WithKey = "--Operator:Key=" + Key;

    [Fact]
    public async Task The_operator_brings_a_peer_in_and_sends_it_out()
    {
        await using var host = await SignalingHost.StartAsync(WithKey);
        await using var ada = await TestClient.JoinAsync(host, "lab", "Ada");

        using var added = await SendAsync(host, HttpMethod.Post, "/api/rooms/lab/peers", """{"peer":"hub","name":" Central  hub "}""");
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var view = await added.Content.ReadFromJsonAsync<JsonElement>();
        var peer = (await ada.ExpectAsync("peer-joined")).GetProperty("peer");
        view.GetProperty("id").GetString().ShouldBe(peer.GetProperty("id").GetString());
        view.GetProperty("room").GetString().ShouldBe("lab");
        view.GetProperty("peer").GetString().ShouldBe("hub");
        view.GetProperty("name").GetString().ShouldBe("Central hub");
        peer.GetProperty("name").GetString().ShouldBe("Central hub");

        using var removed = await SendAsync(host, HttpMethod.Delete, "/api/rooms/lab/peers/hub");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ada.ExpectAsync("peer-left")).GetProperty("reason").GetString().ShouldBe("left");
        await RefusedAsync(await SendAsync(host, HttpMethod.Delete, "/api/rooms/lab/peers/hub"), HttpStatusCode.NotFound, "unknown-peer");

        (await AddAsync(host, "lab", "hub")).GetProperty("name").GetString().ShouldBe("Hub");
    }

    [Fact]
    public async Task What_cannot_be_is_said_with_a_code()
    {
        await using var host = await SignalingHost.StartAsync(WithKey, "--Peers:Max=1");
        const string Path = "/api/rooms/lab/peers";
        await RefusedAsync(await SendAsync(host, HttpMethod.Post, Path, """{"peer":"parrot"}"""), HttpStatusCode.NotFound, "unknown-peer-kind");
        await RefusedAsync(await SendAsync(host, HttpMethod.Post, Path, """{"name":"Hub"}"""), HttpStatusCode.BadRequest, "bad-request");
        await RefusedAsync(await SendAsync(host, HttpMethod.Post, Path, "hub"), HttpStatusCode.BadRequest, "bad-request");
        await RefusedAsync(await SendAsync(host, HttpMethod.Post, Path, """{"peer":"hub","name":"\u200b"}"""), HttpStatusCode.BadRequest, "invalid-name");
        await RefusedAsync(await SendAsync(host, HttpMethod.Post, "/api/rooms/a_b/peers", """{"peer":"hub"}"""), HttpStatusCode.BadRequest, "invalid-room");
        await AddAsync(host, "lab", "hub");
        await RefusedAsync(await SendAsync(host, HttpMethod.Post, Path, """{"peer":"hub"}"""), HttpStatusCode.Conflict, "peer-exists");
        await RefusedAsync(await SendAsync(host, HttpMethod.Post, Path, """{"peer":"echo"}"""), HttpStatusCode.ServiceUnavailable, "peers-busy");
        using var http = new HttpClient();
        await RefusedAsync(await http.PostAsync(new Uri(host.Http, "/api/test-calls"), content: null), HttpStatusCode.ServiceUnavailable, "peers-busy");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer 0123456789abcdeg")]
    [InlineData("Basic 0123456789abcdef")]
    public async Task Only_the_operator_may(string? authorization)
    {
        await using var host = await SignalingHost.StartAsync(WithKey);
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/rooms/lab/peers"), (HttpMethod.Delete, "/api/rooms/lab/peers/hub") })
        {
            using var refused = await SendAsync(host, method, path, """{"peer":"hub"}""", authorization ?? "");
            refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            await RefusedAsync(refused, HttpStatusCode.Unauthorized, "unauthorized");
        }
    }

    [Fact]
    public async Task Without_a_key_the_answer_says_how_to_set_one()
    {
        await using var host = await SignalingHost.StartAsync();
        var problem = await RefusedAsync(await SendAsync(host, HttpMethod.Post, "/api/rooms/lab/peers", """{"peer":"hub"}"""), HttpStatusCode.Forbidden, "no-operator-key");
        problem.GetProperty("detail").GetString()!.ShouldContain("Operator:Key");
    }

    [Fact]
    public async Task A_test_call_is_a_room_with_echo()
    {
        await using var host = await SignalingHost.StartAsync();
        using var http = new HttpClient();
        (await http.GetFromJsonAsync<JsonElement>(new Uri(host.Http, "/api/info"))).GetProperty("testCalls").GetBoolean().ShouldBeTrue();
        using var made = await http.PostAsync(new Uri(host.Http, "/api/test-calls"), content: null);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var room = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("room").GetString()!;
        room.ShouldMatch("^test-[a-z0-9]{12}$");

        await using var ada = await TestClient.HelloAsync(host);
        var joined = await ada.EnterAsync(room, "Ada");
        joined.GetProperty("role").GetString().ShouldBe("host");
        joined.GetProperty("peers")[0].GetProperty("kind").GetString().ShouldBe("server");
        joined.GetProperty("peers")[0].GetProperty("name").GetString().ShouldBe("Echo");
        await ada.ChatAsync("Anybody there?");
        var echoed = await ada.ExpectAsync("chat");
        echoed.GetProperty("text").GetString().ShouldBe("Anybody there?");
        echoed.GetProperty("from").GetString().ShouldBe(joined.GetProperty("peers")[0].GetProperty("id").GetString());

        var metrics = await http.GetStringAsync(new Uri(host.Http, "/metrics"));
        metrics.ShouldContain("peercall_server_peers{peer=\"echo\"} 1\n");
        metrics.ShouldContain("peercall_server_peers_started_total{peer=\"echo\"} 1\n");
    }

    [Fact]
    public async Task Test_calls_are_limited_for_each_address()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:JoinRate=2");
        using var http = new HttpClient();
        var path = new Uri(host.Http, "/api/test-calls");
        for (var i = 0; i < 2; i++)
        {
            using var made = await http.PostAsync(path, content: null);
            made.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        using var refused = await http.PostAsync(path, content: null);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await RefusedAsync(refused, HttpStatusCode.TooManyRequests, "rate-limited");
    }

    [Fact]
    public async Task Test_calls_can_be_switched_off_and_are_not_for_pages_of_others()
    {
        await using var off = await SignalingHost.StartAsync("--Peers:TestCalls=false");
        using var http = new HttpClient();
        await RefusedAsync(await http.PostAsync(new Uri(off.Http, "/api/test-calls"), content: null), HttpStatusCode.NotFound, "peers-disabled");
        (await http.GetFromJsonAsync<JsonElement>(new Uri(off.Http, "/api/info"))).GetProperty("testCalls").GetBoolean().ShouldBeFalse();

        await using var on = await SignalingHost.StartAsync();
        using var foreign = new HttpRequestMessage(HttpMethod.Post, new Uri(on.Http, "/api/test-calls")) { Headers = { { "Origin", "https://elsewhere.example" } } };
        await RefusedAsync(await http.SendAsync(foreign), HttpStatusCode.Forbidden, "origin-forbidden");
    }

    /// <summary>Brings a peer into a room of a host with the key of these tests.</summary>
    internal static async Task<JsonElement> AddAsync(SignalingHost host, string room, string peer)
    {
        using var added = await SendAsync(host, HttpMethod.Post, $"/api/rooms/{room}/peers", JsonSerializer.Serialize(new { peer }));
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await added.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpResponseMessage> SendAsync(SignalingHost host, HttpMethod method, string path, string? body = null, string authorization = "Bearer " + Key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(host.Http, path));
        if (authorization.Length > 0)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await http.SendAsync(request);
    }

    private static async Task<JsonElement> RefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        using (response)
        {
            response.StatusCode.ShouldBe(status);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("code").GetString().ShouldBe(code);
            return problem;
        }
    }
}
