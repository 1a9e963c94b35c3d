using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PeerCall.Server.Tests.EmbeddedTurn;
using PeerCall.Server.Tests.Sessions;
using PeerCall.Stun;

namespace PeerCall.Server.Tests.Links;

/// <summary>What the embedded TURN server refuses a client is told to that client's page, and to nobody else.</summary>
public sealed class RelayRefusedTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static readonly string[] Settings =
    [
        LinkReader.WithKey, "--Turn:Mode=Embedded", "--Turn:Address=127.0.0.1", "--Turn:Port=0", "--Turn:RelayAddress=127.0.0.1", "--Turn:RelayPorts=23400-23499", "--Turn:Secret=" + Secret,
        "--Turn:MaxAllocationsPerUser=1",
    ];

    [Fact]
    public async Task A_peer_that_may_not_be_relayed_to_is_named()
    {
        await using var host = await SignalingHost.StartAsync(Settings);
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await using var turn = await ConnectAsync(host, ada.Peer, TimeSpan.FromHours(1));
        (await turn.AllocateAsync()).Error.ShouldBeNull();
        (await turn.PermitAsync(TransportAddress.From(IPAddress.Parse("10.0.0.5"), 4000))).ShouldBe(403);
        (await turn.ChannelBindAsync(0x4001, TransportAddress.From(IPAddress.Parse("10.0.0.6"), 4000))).ShouldBe(403);
        (await turn.PermitAsync(TransportAddress.From(IPAddress.Parse("10.0.0.5"), 4001))).ShouldBe(403);

        HashSet<string> named = [];
        while (named.Count < 2)
        {
            var told = await ada.ExpectAsync("relay-refused");
            told.Text("cause").ShouldBe("turn-forbidden-peer");
            told.GetProperty("code").GetInt32().ShouldBe(403);
            told.TryGetProperty("seq", out _).ShouldBeFalse();
            named.UnionWith(told.GetProperty("peers").EnumerateArray().Select(static peer => peer.GetString()!));
        }
        named.ShouldBe(["10.0.0.5", "10.0.0.6"], ignoreOrder: true);

        var half = (await host.LinksOfAsync("abc")).ShouldHaveSingleItem().Peer(ada.Peer).GetProperty("turn");
        half.GetProperty("allocations").GetInt32().ShouldBe(1);
        half.GetProperty("lastRefusal").GetInt32().ShouldBe(403);

        // Ben has heard nothing of it.
        await ada.ChatAsync("hello");
        (await ben.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("chat");
    }

    [Fact]
    public async Task Expired_credentials_are_told_from_wrong_ones()
    {
        await using var host = await SignalingHost.StartAsync(Settings);
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using (var forged = await ConnectAsync(host, ada.Peer, TimeSpan.FromHours(-1), secret: "a secret of somebody else's"))
            (await forged.AllocateAsync()).Error.ShouldBe(401);
        await using (var wrong = await ConnectAsync(host, ada.Peer, TimeSpan.FromHours(1), secret: "a secret of somebody else's"))
            (await wrong.AllocateAsync()).Error.ShouldBe(401);
        await ada.SettleAsync();
        (await RefusalsAsync(host)).ShouldBeEmpty("whoever they were, they were not Ada");

        await using var expired = await ConnectAsync(host, ada.Peer, TimeSpan.FromHours(-1));
        (await expired.AllocateAsync()).Error.ShouldBe(401);
        var told = await ada.ExpectAsync("relay-refused");
        told.Text("cause").ShouldBe("turn-expired");
        told.GetProperty("code").GetInt32().ShouldBe(401);
        told.TryGetProperty("peers", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_full_quota_is_told()
    {
        await using var host = await SignalingHost.StartAsync(Settings);
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var one = await ConnectAsync(host, ada.Peer, TimeSpan.FromHours(1));
        (await one.AllocateAsync()).Error.ShouldBeNull();
        await using var two = await ConnectAsync(host, ada.Peer, TimeSpan.FromHours(1));
        (await two.AllocateAsync()).Error.ShouldBe(486);

        var told = await ada.ExpectAsync("relay-refused");
        told.Text("cause").ShouldBe("turn-quota");
        told.GetProperty("code").GetInt32().ShouldBe(486);
    }

    /// <summary>What a peer of the same room learns of Ada's refusals: nothing but the record's code.</summary>
    private static async Task<JsonElement[]> RefusalsAsync(SignalingHost host)
    {
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        var halves = (await host.LinksOfAsync("abc"))[0].GetProperty("peers").EnumerateArray();
        return [.. halves.Select(static half => half.GetProperty("turn")).Where(static turn => turn.ValueKind != JsonValueKind.Null)];
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm.")]
    private static async Task<StreamTurnClient> ConnectAsync(SignalingHost host, string user, TimeSpan until, string secret = Secret)
    {
        var client = await StreamTurnClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Http.Port), tls: false);
        var username = string.Create(CultureInfo.InvariantCulture, $"{(DateTimeOffset.UtcNow + until).ToUnixTimeSeconds()}:{user}");
        client.UsePassword(username, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username))));
        return client;
    }
}
