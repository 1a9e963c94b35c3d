using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using PeerCall.Server.Tests.Sessions;

namespace PeerCall.Server.Tests.Links;

/// <summary>What the operator reads of links, and what clients send about them.</summary>
internal static class LinkReader
{
    public const string Key = "0123456789abcdef";
    public const string WithKey = "--Operator:Key=" + Key;

    /// <summary>The answer to a GET with the key, or another one, or none.</summary>
    public static async Task<HttpResponseMessage> GetAsync(this SignalingHost host, string path, string? key = Key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Http, path));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.SendAsync(request);
    }

    /// <summary>The answer's body; it has to be a success.</summary>
    public static async Task<JsonElement> ReadAsync(this SignalingHost host, string path)
    {
        using var response = await host.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The links of a room.</summary>
    public static async Task<JsonElement[]> LinksOfAsync(this SignalingHost host, string room) =>
        [.. (await host.ReadAsync($"/api/rooms/{room}/links")).GetProperty("links").EnumerateArray()];

    /// <summary>Status and code of an answer that is none.</summary>
    public static async Task<(HttpStatusCode Status, string Code)> RefusalAsync(this SignalingHost host, string path, string? key = Key)
    {
        using var response = await host.GetAsync(path, key);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!);
    }

    public static async Task<string> MetricsAsync(this SignalingHost host)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(host.Http, "/metrics"));
    }

    public static Task ReportAsync(this TestClient client, string to, string stats) => client.SendAsync($$"""{"type":"report","to":"{{to}}","stats":{{stats}}}""");

    /// <summary>Completes when the server has read all that was sent before. Other messages that come meanwhile are read away.</summary>
    public static async Task SettleAsync(this TestClient client)
    {
        await client.SendAsync("""{"type":"ping"}""");
        await client.ExpectAsync("pong");
    }

    public static async Task LeaveAsync(this TestClient client)
    {
        await client.SendAsync($$"""{"type":"leave","id":{{client.NextId()}}}""");
        await client.ExpectAsync("ack");
    }

    /// <summary>The peer of an id in a record.</summary>
    public static JsonElement Peer(this JsonElement link, string id) => link.GetProperty("peers").EnumerateArray().Single(peer => peer.GetProperty("id").GetString() == id);

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();
}
