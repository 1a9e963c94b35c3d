using PeerCall.Server.Tests.Sessions;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>The embedded server as those who join a room, and those who measure, see it.</summary>
public sealed class EmbeddedTurnInRoomsTests
{
    private static readonly string[] Embedded =
        ["--Turn:Mode=Embedded", "--Turn:Address=127.0.0.1", "--Turn:Port=0", "--Turn:RelayAddress=127.0.0.1", "--Turn:RelayPorts=23300-23399"];

    [Fact]
    public async Task Whoever_joins_gets_credentials_that_the_server_takes()
    {
        await using var host = await SignalingHost.StartAsync(Embedded);
        await using var person = await TestClient.HelloAsync(host);
        var joined = await person.EnterAsync("room", "Ada");
        var turn = joined.GetProperty("iceServers")[1];
        var urls = turn.GetProperty("urls").EnumerateArray().Select(static url => url.GetString()!).ToArray();
        urls[^1].ShouldBe($"turn:127.0.0.1:{host.Http.Port}?transport=tcp", "without HTTPS the page's own port is plain");

        await using var client = await StreamTurnClient.ConnectAsync(new(System.Net.IPAddress.Loopback, host.Http.Port), tls: false);
        client.UsePassword(turn.GetProperty("username").GetString()!, turn.GetProperty("credential").GetString()!);
        (await client.AllocateAsync()).Error.ShouldBeNull();

        using var http = EmbeddedHost.Client();
        var metrics = await http.GetStringAsync(new Uri(host.Http, "/metrics"));
        metrics.ShouldContain("peercall_turn_allocations 1\n");
        metrics.ShouldContain("peercall_turn_allocations_made_total{transport=\"tcp\"} 1\n");
        metrics.ShouldContain("peercall_turn_connections{transport=\"tcp\"} 1\n");
        metrics.ShouldContain("peercall_turn_requests_refused_total{");
        metrics.ShouldContain("peercall_turn_relayed_bytes_total{direction=\"to-peers\"} 0\n");
    }

    [Fact]
    public async Task Renewed_credentials_come_with_the_address_by_which_the_client_is_there()
    {
        await using var host = await SignalingHost.StartAsync([.. Embedded, "--Turn:CredentialLifetime=60s"]);
        await using var person = await TestClient.JoinAsync(host, "room", "Ada");
        var sessions = (Server.Sessions.SessionRegistry)host.Services.GetService(typeof(Server.Sessions.SessionRegistry))!;
        sessions.Sessions.Single().RenewAt = DateTimeOffset.UtcNow;
        var renewed = await person.ExpectAsync("ice-servers");
        renewed.GetProperty("iceServers")[1].GetProperty("urls")[0].GetString().ShouldStartWith("turn:127.0.0.1:");
    }
}
