using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server.Tests.Web.Listening;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Api;

public sealed class ApiTests
{
    [Theory]
    [InlineData("GET", "/api/nothing", 404, "not-found")]
    [InlineData("GET", "/api", 404, "not-found")]
    [InlineData("POST", "/api/info", 405, "method-not-allowed")]
    public async Task An_error_is_a_problem_document(string method, string path, int status, string code)
    {
        await using var server = new ServerFactory();
        using var client = server.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe((HttpStatusCode)status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("type").GetString().ShouldBe("about:blank");
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_defect_tells_nothing_of_itself()
    {
        await using var server = new ServerFactory(static services => services.AddSingleton<IRoomLimits, Broken>());
        using var client = server.Client();
        using var response = await client.GetAsync("/api/info");
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("\"code\":\"internal\"");
        text.ShouldNotContain("inner workings");
        response.Headers.Contains("Content-Security-Policy").ShouldBeTrue();
    }

    [Theory]
    [InlineData("Embedded", "embedded")]
    [InlineData("None", "none")]
    [InlineData("External", "external")]
    public async Task Info_says_what_there_is(string mode, string turn)
    {
        await using var server = new ServerFactory(
            static services => services.AddSingleton<IRoomLimits, Eight>(),
            ("Turn:Mode", mode), ("Turn:Host", "turn.example.org"), ("Turn:Secret", "0123456789abcdef"));
        using var client = server.Client();
        var info = await client.GetFromJsonAsync<JsonElement>("/api/info");
        info.GetProperty("version").GetString()!.ShouldMatch(@"^\d+\.\d+\.\d+");
        info.GetProperty("turn").GetString().ShouldBe(turn);
        info.GetProperty("maxPeers").GetInt32().ShouldBe(8);
    }

    [Fact]
    public async Task Info_says_whether_browsers_know_the_certificate()
    {
        using var folder = new TemporaryFolder();
        var (certificate, key) = CertificateFiles.WritePem(folder, "call.example.org");
        (await IsSelfSignedAsync()).ShouldBeTrue();
        (await IsSelfSignedAsync(("Https:Certificate", certificate), ("Https:Key", key))).ShouldBeFalse();
        (await IsSelfSignedAsync(("Https:Port", ""))).ShouldBeFalse("there is none");
    }

    private static async Task<bool> IsSelfSignedAsync(params (string Key, string Value)[] settings)
    {
        await using var server = new ServerFactory(settings);
        using var client = server.Client();
        return (await client.GetFromJsonAsync<JsonElement>("/api/info")).GetProperty("selfSigned").GetBoolean();
    }

    private sealed class Eight : IRoomLimits
    {
        public int MaxPeers => 8;
    }

    private sealed class Broken : IRoomLimits
    {
        public int MaxPeers => throw new InvalidOperationException("inner workings");
    }
}
