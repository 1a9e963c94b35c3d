using System.Net;
using System.Text.Json;
using PeerCall.Cli.Tests.Harness;
using PeerCall.Turn.Client;
using PeerCall.Turn.Client.Hosting;

namespace PeerCall.Cli.Tests.Probing;

/// <summary><c>peercall probe</c> against servers in order and out of order: code and exit code each time.</summary>
public class ProbeTests
{
    private const string WrongSecret = "another-secret-of-32-letters-too";

    [Fact]
    public async Task Everything_in_order_over_udp_tcp_and_tls_on_the_pages_port()
    {
        await using var server = await LiveServer.StartWithTurnAsync(IPAddress.Loopback);

        var (exitCode, report) = await ProbeAsync(server.Https.ToString(), "--insecure");

        exitCode.ShouldBe(0, report.ToString());
        report.GetProperty("usable").GetBoolean().ShouldBeTrue();
        report.GetProperty("cause").GetString().ShouldBe("ok");
        report.GetProperty("turn").GetString().ShouldBe("embedded");
        report.GetProperty("credentialsExpireAt").GetInt64().ShouldBeGreaterThan(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        report.GetProperty("nat").GetProperty("mapping").GetString().ShouldBe("none");
        var servers = report.GetProperty("iceServers").EnumerateArray().ToList();
        servers.Select(static server => server.GetProperty("cause").GetString()).Distinct().ShouldBe(["ok"], report.ToString());
        servers.Select(static server => server.GetProperty("transport").GetString()).ToHashSet().ShouldBe(["udp", "tcp", "tls"], ignoreOrder: true);
        servers.ShouldContain(entry => entry.GetProperty("url").GetString()!.StartsWith($"turns:127.0.0.1:{server.Https.Port}"));
        foreach (var turn in servers.Where(static server => server.GetProperty("url").GetString()!.StartsWith("turn")))
        {
            turn.GetProperty("relayedRoundTripMs").GetDouble().ShouldBeGreaterThan(0);
            turn.GetProperty("relayedAddress").GetString()!.ShouldStartWith("127.0.0.1:");
        }
    }

    [Fact]
    public async Task A_room_link_does_as_well_and_people_get_a_sentence()
    {
        await using var server = await LiveServer.StartWithTurnAsync(IPAddress.Loopback);

        var (exitCode, output, error) = await PeerCallProcess.RunAsync("probe", server.Link(), "--insecure");

        exitCode.ShouldBe(0, output + error);
        output.ShouldContain("A call can work from here");
        output.ShouldContain("through it and back");
    }

    [Fact]
    public async Task A_server_that_gives_credentials_to_members_alone()
    {
        await using var server = await LiveServer.StartWithTurnAsync(IPAddress.Loopback, "--Turn:RequireSession=true");

        var (exitCode, report) = await ProbeAsync(server.Http.ToString(), "--insecure");

        exitCode.ShouldBe(0, report.ToString());
        report.GetProperty("cause").GetString().ShouldBe("ok");
    }

    [Fact]
    public async Task A_wrong_secret()
    {
        await using var turn = await LiveServer.StartWithTurnAsync(IPAddress.Loopback);
        await using var server = await LiveServer.StartAsync("--Turn:Mode=External", "--Turn:Secret=" + WrongSecret, $"--Turn:Urls:0=turn:127.0.0.1:{turn.Http.Port}?transport=tcp");

        ShouldBe(await ProbeAsync(server.Http.ToString()), 7, "turn-unauthorized");
    }

    [Fact]
    public async Task Expired_credentials()
    {
        await using var turn = await LiveServer.StartWithTurnAsync(IPAddress.Loopback);
        await using var server = await FrontServer.StartAsync($"turn:127.0.0.1:{turn.Http.Port}?transport=tcp", LiveServer.Secret, DateTimeOffset.UtcNow.AddMinutes(-1));

        ShouldBe(await ProbeAsync(server.Url.ToString()), 7, "turn-expired");
    }

    [Fact]
    public async Task A_turn_server_that_does_not_listen()
    {
        using var port = new ReservedPort();
        await using var server = await LiveServer.StartAsync(
            "--Turn:Mode=External", "--Turn:Secret=" + WrongSecret, $"--Turn:Urls:0=turn:127.0.0.1:{port.Number}?transport=udp", $"--Turn:Urls:1=turn:127.0.0.1:{port.Number}?transport=tcp");

        var end = await ProbeAsync(server.Http.ToString());

        ShouldBe(end, 7, "turn-unreachable");
        end.Report.GetProperty("iceServers").EnumerateArray().Select(static entry => entry.GetProperty("cause").GetString()).ShouldBe(["turn-unreachable", "turn-unreachable"]);
    }

    [Fact]
    public async Task No_room_for_another_allocation()
    {
        await using var server = await LiveServer.StartWithTurnAsync(IPAddress.Loopback, "--Turn:MaxAllocationsPerUser=1");
        var url = $"turn:127.0.0.1:{server.Http.Port}?transport=tcp";
        await using var front = await FrontServer.StartAsync(url, LiveServer.Secret, DateTimeOffset.UtcNow.AddMinutes(10));
        TurnUri.TryParse(url, out var turn).ShouldBeTrue();
        var first = await TurnClientConnection.ConnectAsync(turn!, new TurnConnectOptions { Credentials = new TurnCredentials(front.Username, front.Credential) });
        await using var held = first.Connection.ShouldNotBeNull();

        ShouldBe(await ProbeAsync(front.Url.ToString()), 7, "turn-quota");
    }

    [Fact]
    public async Task No_turn_server_at_all()
    {
        await using var server = await LiveServer.StartAsync();

        ShouldBe(await ProbeAsync(server.Http.ToString()), 7, "turn-not-configured");
    }

    [Fact]
    public async Task A_proxy_that_knows_nothing_of_websockets()
    {
        await using var server = await FrontServer.StartAsync("turn:127.0.0.1:1", LiveServer.Secret, DateTimeOffset.UtcNow, static context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });

        ShouldBe(await ProbeAsync(server.Url.ToString()), 4, "signaling-refused");
    }

    [Fact]
    public async Task A_websocket_that_is_dropped()
    {
        await using var server = await FrontServer.StartAsync("turn:127.0.0.1:1", LiveServer.Secret, DateTimeOffset.UtcNow, FrontServer.DropAsync);

        ShouldBe(await ProbeAsync(server.Url.ToString()), 3, "signaling-lost");
    }

    [NamespaceFact]
    public async Task Udp_does_not_get_out()
    {
        using var network = new FilteredNamespace();
        using var state = new StateFolder();
        await using var server = await LiveServer.StartWithTurnAsync(network.Server);

        await using var process = PeerCallProcess.StartWith(state, network.Wrapper, "probe", server.Http.ToString(), "--json", "--insecure");
        var (exitCode, output, error) = await process.EndAsync();
        var report = JsonDocument.Parse(output).RootElement;

        exitCode.ShouldBe(0, output + error);
        report.GetProperty("cause").GetString().ShouldBe("udp-blocked");
        foreach (var entry in report.GetProperty("iceServers").EnumerateArray())
            entry.GetProperty("cause").GetString().ShouldBe(entry.GetProperty("transport").GetString() == "udp" ? "udp-blocked" : "ok", output);
    }

    [NamespaceFact]
    public async Task Udp_does_not_get_out_and_there_is_no_other_way()
    {
        using var network = new FilteredNamespace();
        using var state = new StateFolder();
        await using var server = await LiveServer.StartAtAsync(
            network.Server, "--Turn:Mode=External", "--Turn:Secret=" + WrongSecret, $"--Turn:Urls:0=turn:{network.Server}:3478?transport=udp");

        await using var process = PeerCallProcess.StartWith(state, network.Wrapper, "probe", server.Http.ToString(), "--json");
        var (exitCode, output, _) = await process.EndAsync();

        exitCode.ShouldBe(7);
        JsonDocument.Parse(output).RootElement.GetProperty("cause").GetString().ShouldBe("turn-unreachable");
    }

    private static async Task<(int ExitCode, JsonElement Report)> ProbeAsync(string url, params string[] arguments)
    {
        var (exitCode, output, error) = await PeerCallProcess.RunAsync(["probe", url, "--json", .. arguments]);
        output.ShouldNotBeEmpty(error);
        var report = JsonDocument.Parse(output).RootElement;
        report.GetProperty("exitCode").GetInt32().ShouldBe(exitCode);
        return (exitCode, report);
    }

    private static void ShouldBe((int ExitCode, JsonElement Report) end, int exitCode, string cause)
    {
        end.Report.GetProperty("cause").GetString().ShouldBe(cause, end.Report.ToString());
        end.ExitCode.ShouldBe(exitCode);
        end.Report.GetProperty("usable").GetBoolean().ShouldBeFalse();
    }
}
