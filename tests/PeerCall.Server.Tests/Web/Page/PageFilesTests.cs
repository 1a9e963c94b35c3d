using System.Net;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Page;

public sealed class PageFilesTests : IAsyncLifetime
{
    private readonly ServerFactory _server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/r/blue-fox-7")]
    [InlineData("/r/Not%20a%20room")]
    [InlineData("/index.html")]
    public async Task A_view_is_the_document(string path)
    {
        using var response = await Get(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        response.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        (await response.Content.ReadAsStringAsync()).ShouldStartWith("<!doctype html>");
    }

    [Theory]
    [InlineData("/r")]
    [InlineData("/r/")]
    [InlineData("/r/a/b")]
    [InlineData("/nothing")]
    [InlineData("/assets/")]
    [InlineData("/assets/app-0000.js")]
    [InlineData("/assets/app-1234.js.br")]
    [InlineData("/assets/app-1234.js.gz")]
    [InlineData("/../data/https-self-signed.pem")]
    [InlineData("/%2e%2e/data/keys")]
    public async Task Anything_else_is_not_found(string path)
    {
        using var response = await Get(path, "br");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip;q=1.0, br;q=0", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *;q=0.1", "gzip")]
    [InlineData("identity", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("zstd;;;", null)]
    public async Task The_smallest_coding_that_the_browser_takes_is_sent(string? accepted, string? coding)
    {
        using var response = await Get("/assets/app-1234.js", accepted);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(coding);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/javascript; charset=utf-8");
        response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        response.Headers.Vary.ShouldBe(["Accept-Encoding"]);
        (await response.Content.ReadAsStringAsync()).ShouldBe(coding switch
        {
            "br" => "app in brotli",
            "gzip" => "app in gzip, longer",
            _ => "console.log('plain')",
        });
    }

    [Fact]
    public async Task A_file_that_is_not_hashed_is_asked_for_again_and_costs_nothing_then()
    {
        using var first = await Get("/favicon.svg", "br");
        first.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        first.Content.Headers.ContentEncoding.ShouldBeEmpty();
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        using var client = _server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/favicon.svg");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(request);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Codings_have_different_tags()
    {
        using var brotli = await Get("/assets/app-1234.js", "br");
        using var gzip = await Get("/assets/app-1234.js", "gzip");
        brotli.Headers.ETag.ShouldNotBe(gzip.Headers.ETag);
    }

    [Fact]
    public async Task A_post_to_the_page_is_not_found()
    {
        using var client = _server.Client();
        using var response = await client.PostAsync(new Uri("/", UriKind.Relative), null);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/r/x", true)]
    [InlineData("/test", true)]
    [InlineData("/test/x", false)]
    [InlineData("/tests", false)]
    [InlineData("/R/x", false)]
    [InlineData("/rx", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Views_are_home_the_connection_test_and_rooms(string? path, bool view) => PagePaths.IsView(path).ShouldBe(view);

    private async Task<HttpResponseMessage> Get(string path, string? acceptEncoding = null)
    {
        using var client = _server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (acceptEncoding is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        return await client.SendAsync(request);
    }
}
