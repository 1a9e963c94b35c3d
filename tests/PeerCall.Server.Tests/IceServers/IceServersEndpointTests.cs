using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeerCall.Server.IceServers;
using PeerCall.Server.Tests.Web;

namespace PeerCall.Server.Tests.IceServers;

public sealed class IceServersEndpointTests
{
    private const string Secret = "north-sea-oil-platform";
    private static readonly (string, string)[] External = [("Turn:Mode", "External"), ("Turn:Host", "turn.example.org"), ("Turn:Secret", Secret)];

    [Fact]
    public async Task Strangers_get_servers_under_names_of_their_own()
    {
        await using var server = new ServerFactory(External);
        using var client = server.Client();
        List<string> names = [];
        for (var i = 0; i < 2; i++)
        {
            using var response = await client.GetAsync("/api/ice-servers");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            var servers = answer.GetProperty("iceServers");
            servers.GetArrayLength().ShouldBe(2);
            servers[0].TryGetProperty("credential", out _).ShouldBeFalse();
            names.Add(servers[1].GetProperty("username").GetString()!);
            var seconds = long.Parse(names[i].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
            answer.GetProperty("iceExpiresAt").GetInt64().ShouldBe(seconds * 1000);
            names[i].Split(':')[1].ShouldMatch("^[a-z0-9]{16}$");
        }
        names[0].ShouldNotBe(names[1]);
    }

    [Fact]
    public async Task Without_turn_the_answer_has_no_expiry()
    {
        await using var server = new ServerFactory(("Turn:Mode", "None"));
        using var client = server.Client();
        (await client.GetStringAsync("/api/ice-servers")).ShouldBe("""{"iceServers":[]}""");
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer forged", 401)]
    [InlineData("Basic good", 401)]
    [InlineData("Bearer good", 200)]
    [InlineData("bearer  good ", 200)]
    public async Task Where_a_session_is_required_its_token_is_needed(string? authorization, int status)
    {
        await using var server = new ServerFactory(Tokens, [.. External, ("Turn:RequireSession", "true")]);
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ice-servers");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        var text = await response.Content.ReadAsStringAsync();
        if (status == 200)
            text.ShouldContain(":peer1234\"");
        else
        {
            text.ShouldContain("\"code\":\"unauthorized\"");
            response.Headers.WwwAuthenticate.ShouldContain(new AuthenticationHeaderValue("Bearer"));
        }
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_back()
    {
        await using var server = new ServerFactory([.. External, ("Turn:RequestsPerMinute", "2")]);
        using var client = server.Client();
        (await client.GetAsync("/api/ice-servers")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/api/ice-servers")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await client.GetAsync("/api/ice-servers");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 30);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"rate-limited\"");
    }

    [Fact]
    public async Task Neither_secret_nor_credential_is_logged()
    {
        var log = new ListLogger();
        await using var server = new ServerFactory(
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)),
            [.. External, ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft", "Trace")]);
        using var client = server.Client();
        var answer = await client.GetFromJsonAsync<JsonElement>("/api/ice-servers");
        var credential = answer.GetProperty("iceServers")[1].GetProperty("credential").GetString()!;
        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldAllBe(line => !line.Contains(Secret) && !line.Contains(credential));
    }

    private static void Tokens(IServiceCollection services) => services.AddSingleton<ISessionTokenCheck, OneToken>();

    private sealed class OneToken : ISessionTokenCheck
    {
        public string? PeerOf(string token) => token is "good" ? "peer1234" : null;
    }

    private sealed class ListLogger : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
                _lines.Add(formatter(state, exception) + exception);
        }

        public void Dispose()
        {
        }
    }
}
