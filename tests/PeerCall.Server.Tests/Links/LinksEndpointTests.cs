using System.Net;
using System.Text.Json;
using PeerCall.Server.Tests.Sessions;
using PeerCall.Server.Tests.Web;

namespace PeerCall.Server.Tests.Links;

/// <summary>Who may read records, and how they are asked for.</summary>
public sealed class LinksEndpointTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("/api/links")]
    [InlineData("/api/rooms/abc/links")]
    public async Task Only_the_operator_reads(string path)
    {
        await using var host = await SignalingHost.StartAsync(LinkReader.WithKey);
        (await host.RefusalAsync(path, key: null)).ShouldBe((HttpStatusCode.Unauthorized, "unauthorized"));
        (await host.RefusalAsync(path, "0123456789abcdeg")).ShouldBe((HttpStatusCode.Unauthorized, "unauthorized"));
        await using var keyless = await SignalingHost.StartAsync();
        (await keyless.RefusalAsync(path)).ShouldBe((HttpStatusCode.Forbidden, "no-operator-key"));
    }

    [Fact]
    public async Task Keys_cannot_be_found_by_trying()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey);
        for (var i = 0; i < 10; i++)
            (await host.RefusalAsync("/api/links", $"wrong-key-number-{i}")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        // The right one now tells nothing either: who tries would see it by that.
        using var refused = await host.GetAsync("/api/links");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(6));
        (await host.RefusalAsync("/api/links", key: null)).Status.ShouldBe(HttpStatusCode.Unauthorized, "nobody has tried anything");

        _clock.Advance(TimeSpan.FromSeconds(6));
        await host.ReadAsync("/api/links");
        await host.ReadAsync("/api/links");
    }

    [Theory]
    [InlineData("/api/links?since=yesterday", "bad-request")]
    [InlineData("/api/links?since=2026-05-04", "bad-request")]
    [InlineData("/api/links?since=2026-13-04T00:00:00Z", "bad-request")]
    [InlineData("/api/links?limit=0", "bad-request")]
    [InlineData("/api/links?limit=1001", "bad-request")]
    [InlineData("/api/links?limit=-1", "bad-request")]
    [InlineData("/api/links?limit=many", "bad-request")]
    [InlineData("/api/rooms/A_B/links", "invalid-room")]
    public async Task What_cannot_be_read_is_said_with_a_code(string path, string code)
    {
        await using var host = await SignalingHost.StartAsync(LinkReader.WithKey);
        (await host.RefusalAsync(path)).ShouldBe((HttpStatusCode.BadRequest, code));
    }

    [Fact]
    public async Task All_links_are_read_in_steps()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey);
        await using var ada = await TestClient.HelloAsync(host);
        await using var ben = await TestClient.HelloAsync(host);
        await using var eve = await TestClient.HelloAsync(host);
        foreach (var client in new[] { ada, ben, eve })
            await client.EnterAsync("one-room", "Somebody");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await eve.LeaveAsync(); // two links end in the same instant
        await ben.LeaveAsync();
        await ben.EnterAsync("one-room", "Ben");

        var first = await host.ReadAsync("/api/links?since=2026-05-04T12:00:00Z&limit=2");
        first.GetProperty("complete").GetBoolean().ShouldBeTrue();
        first.GetProperty("more").GetBoolean().ShouldBeTrue();
        Ended(first).ShouldBe(["2026-05-04T12:00:01Z", "2026-05-04T12:00:01.0000001Z"]);
        first.GetProperty("links").GetArrayLength().ShouldBe(3, "one lives");

        var second = await host.ReadAsync("/api/links?since=" + Ended(first)[^1] + "&limit=2");
        second.GetProperty("more").GetBoolean().ShouldBeFalse();
        Ended(second).ShouldBe(["2026-05-04T12:00:01.0000002Z"]);
    }

    [Fact]
    public async Task What_memory_has_forgotten_is_said()
    {
        await using var host = await SignalingHost.StartAsync(_clock, LinkReader.WithKey, "--Links:MaxRecords=1");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.HelloAsync(host);
        for (var i = 0; i < 2; i++)
        {
            await ben.EnterAsync("abc", "Ben");
            _clock.Advance(TimeSpan.FromMinutes(1));
            await ben.LeaveAsync();
        }

        var all = await host.ReadAsync("/api/links?since=2026-05-04T12:00:00Z");
        all.GetProperty("complete").GetBoolean().ShouldBeFalse("the first of the two is forgotten");
        Ended(all).ShouldBe(["2026-05-04T12:02:00Z"]);
        (await host.ReadAsync("/api/links?since=2026-05-04T12:01:00Z")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await host.ReadAsync("/api/links?since=2026-05-04T11:00:00Z")).GetProperty("complete").GetBoolean().ShouldBeFalse("that was before this run");
    }

    private static string?[] Ended(JsonElement answer) =>
        [.. answer.GetProperty("links").EnumerateArray().Where(static link => link.TryGetProperty("endedAt", out _)).Select(static link => link.Text("endedAt"))];
}
