using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server.Sessions;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>What happens while nobody does anything.</summary>
public class LivenessTests
{
    [Fact]
    public async Task A_half_open_connection_is_known_dead_and_its_session_waits()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:HeartbeatInterval=1s", "--Signaling:HeartbeatTimeout=500ms");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");

        // .NET's client answers Ping frames only while it reads: from here on this one is as good as unplugged.
        await using var silent = await TestClient.JoinAsync(host, "abc", "Silent");

        var away = (await ada.ExpectAsync("peer-updated")).GetProperty("peer");
        away.GetProperty("id").GetString().ShouldBe(silent.Peer);
        away.GetProperty("connected").GetBoolean().ShouldBeFalse();
        var (again, answer) = await TestClient.ResumeAsync(host, silent);
        await using var _ = again;
        answer.GetProperty("type").GetString().ShouldBe("resumed");
    }

    [Fact]
    public async Task Credentials_are_renewed_before_they_end()
    {
        await using var host = await SignalingHost.StartAsync(
            "--Turn:Mode=External", "--Turn:Host=turn.example.org", "--Turn:Secret=a-secret-of-some-length");
        await using var ada = await TestClient.HelloAsync(host);
        var joined = await ada.EnterAsync("abc", "Ada");
        joined.GetProperty("iceServers").EnumerateArray().SelectMany(s => s.GetProperty("urls").EnumerateArray()).Select(u => u.GetString()!)
            .ShouldContain("turn:turn.example.org:3478?transport=udp");
        joined.GetProperty("iceExpiresAt").GetInt64().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddHours(11).ToUnixTimeMilliseconds());

        // As if three quarters of their life were over.
        var session = host.Services.GetRequiredService<SessionRegistry>().Find(ada.Session)!;
        session.RenewAt.ShouldNotBeNull();
        session.RenewAt = DateTimeOffset.UtcNow;

        var fresh = await ada.ExpectAsync("ice-servers");
        fresh.GetProperty("iceServers").GetArrayLength().ShouldBe(joined.GetProperty("iceServers").GetArrayLength());
        fresh.GetProperty("token").GetString().ShouldNotBe(ada.Token);
        session.RenewAt.Value.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddHours(1));
    }
}
