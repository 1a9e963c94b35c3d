using System.Text.Json;
using PeerCall.Server.Tests.Sessions;

namespace PeerCall.Server.Tests.ServerPeers;

/// <summary>Server peers as a client of the protocol sees them.</summary>
public sealed class ServerKindTests
{
    [Fact]
    public async Task Nobody_else_joins_as_one()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var stranger = await TestClient.HelloAsync(host);
        await stranger.SendAsync(JsonSerializer.Serialize(new { type = "join", id = stranger.NextId(), room = "lab", name = "Hub", kind = "server" }));
        (await stranger.ExpectErrorAsync()).ShouldBe("forbidden");
        await stranger.EnterAsync("lab", "Ada");
    }

    [Fact]
    public async Task It_is_a_participant_of_kind_server_and_never_host()
    {
        await using var host = await SignalingHost.StartAsync("--Peers:Rooms:lab=hub");
        await using var ada = await TestClient.JoinAsync(host, "lab", "Ada");
        var hub = (await ada.ExpectAsync("peer-joined")).GetProperty("peer");
        hub.GetProperty("kind").GetString().ShouldBe("server");
        hub.GetProperty("role").GetString().ShouldBe("participant");
        hub.GetProperty("name").GetString().ShouldBe("Hub");

        await using var bob = await TestClient.JoinAsync(host, "lab", "Bob");
        await ada.CloseAsync();
        var updated = (await bob.ExpectAsync("peer-updated")).GetProperty("peer");
        updated.GetProperty("id").GetString().ShouldBe(bob.Peer, "the hub has been there longer");
        updated.GetProperty("role").GetString().ShouldBe("host");
    }

    [Fact]
    public async Task It_takes_nobodys_place()
    {
        await using var host = await SignalingHost.StartAsync("--Peers:Rooms:lab=hub,echo", "--Signaling:MaxPeersPerRoom=2");
        await using var ada = await TestClient.JoinAsync(host, "lab", "Ada");
        await ada.ExpectAsync("peer-joined");
        await ada.ExpectAsync("peer-joined");
        await using var bob = await TestClient.HelloAsync(host);
        (await bob.EnterAsync("lab", "Bob")).GetProperty("peers").GetArrayLength().ShouldBe(3);

        await using var late = await TestClient.HelloAsync(host);
        await late.SendAsync(JsonSerializer.Serialize(new { type = "join", id = late.NextId(), room = "lab", name = "Late" }));
        (await late.ExpectErrorAsync()).ShouldBe("room-full");
    }

    [Fact]
    public async Task Who_opens_a_room_in_which_it_waits_is_host_and_sets_the_password()
    {
        await using var host = await SignalingHost.StartAsync("--Operator:Key=0123456789abcdef");
        await ServerPeersApiTests.AddAsync(host, "lab", "echo");
        (await LookAsync(host)).ShouldBe((0, false), "nobody is there yet");

        await using var ada = await TestClient.HelloAsync(host);
        var joined = await ada.EnterAsync("lab", "Ada", password: "secret word");
        joined.GetProperty("role").GetString().ShouldBe("host");
        (await LookAsync(host)).ShouldBe((1, true));

        await using var bob = await TestClient.HelloAsync(host);
        await bob.SendAsync(JsonSerializer.Serialize(new { type = "join", id = bob.NextId(), room = "lab", name = "Bob" }));
        (await bob.ExpectErrorAsync()).ShouldBe("password-required");

        await ada.CloseAsync();
        await ada.ExpectCloseAsync();
        await bob.EnterAsync("lab", "Bob");
        (await LookAsync(host)).ShouldBe((1, false), "for everybody it was another room");
    }

    [Fact]
    public async Task A_member_that_comes_back_with_the_rooms_password_finds_it()
    {
        await using var host = await SignalingHost.StartAsync("--Peers:Rooms:lab=echo");
        await using var ada = await TestClient.HelloAsync(host);
        await ada.EnterAsync("lab", "Ada", password: "secret word");
        var echo = (await ada.ExpectAsync("peer-joined")).GetProperty("peer").GetProperty("id").GetString();
        await ada.CloseAsync();
        await ada.ExpectCloseAsync();

        await using var again = await TestClient.HelloAsync(host, ada.Token);
        var joined = await again.EnterAsync("lab", "Ada");
        joined.GetProperty("peers")[0].GetProperty("id").GetString().ShouldBe(echo);
        joined.GetProperty("role").GetString().ShouldBe("host");
        (await LookAsync(host)).ShouldBe((1, true));
    }

    [Fact]
    public async Task The_host_may_send_it_out_for_as_long_as_the_room_lasts()
    {
        await using var host = await SignalingHost.StartAsync("--Peers:Rooms:lab=hub");
        await using var ada = await TestClient.JoinAsync(host, "lab", "Ada");
        var hub = (await ada.ExpectAsync("peer-joined")).GetProperty("peer").GetProperty("id").GetString();
        await ada.SendAsync(JsonSerializer.Serialize(new { type = "remove", id = ada.NextId(), peer = hub }));
        (await ada.ExpectAsync("peer-left")).GetProperty("reason").GetString().ShouldBe("removed");

        await using var bob = await TestClient.HelloAsync(host);
        (await bob.EnterAsync("lab", "Bob")).GetProperty("peers").GetArrayLength().ShouldBe(1);
        await bob.ChatAsync("nobody came since");
        (await ada.ExpectAsync("peer-joined")).GetProperty("peer").GetProperty("name").GetString().ShouldBe("Bob");
        (await ada.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("chat");
    }

    private static async Task<(int Count, bool Password)> LookAsync(SignalingHost host)
    {
        using var http = new HttpClient();
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(host.Http, "/api/rooms/lab")));
        return (answer.RootElement.GetProperty("count").GetInt32(), answer.RootElement.GetProperty("passwordRequired").GetBoolean());
    }
}
