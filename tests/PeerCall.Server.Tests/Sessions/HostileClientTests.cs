using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>Bad input costs its sender: the expected answer to each kind, and nobody else notices.</summary>
public class HostileClientTests
{
    [Theory]
    [InlineData("not json", "bad-message")]
    [InlineData("""{"type":"shout"}""", "unknown-type")]
    [InlineData("""{"type":"chat","id":9}""", "bad-message")]
    public async Task What_is_not_understood_is_answered_and_the_connection_goes_on(string text, string code)
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");

        await ada.SendAsync(text);

        (await ada.ExpectErrorAsync()).ShouldBe(code);
        await ada.ChatAsync("still here");
        await ada.ExpectAsync("ack");
    }

    [Fact]
    public async Task Ten_misunderstood_messages_close()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        for (var i = 0; i < 10; i++)
        {
            await ada.SendAsync("}");
        }

        (await ada.ExpectCloseAsync()).ShouldBe(4400);
    }

    [Fact]
    public async Task Ten_thousand_levels_of_nesting_are_one_bad_message()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");

        await ada.SendAsync("""{"type":"signal","id":2,"to":"x","link":"a","description":""" + string.Concat(Enumerable.Repeat("{\"a\":", 10_000)));

        (await ada.ExpectErrorAsync()).ShouldBe("bad-message");
    }

    [Fact]
    public async Task Text_that_is_not_utf8_closes_with_1007()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");

        await ada.Socket.SendAsync(new byte[] { 0x7b, 0xc3, 0x28, 0x7d }, WebSocketMessageType.Text, true, CancellationToken.None);

        (await ada.ExpectCloseAsync()).ShouldBe(1007);
    }

    [Fact]
    public async Task A_binary_message_closes_with_1003()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");

        await ada.Socket.SendAsync(new byte[10], WebSocketMessageType.Binary, true, CancellationToken.None);

        (await ada.ExpectCloseAsync()).ShouldBe(1003);
    }

    [Theory]
    [InlineData(65_536, 1)]
    [InlineData(65_536, 7)]
    public async Task The_largest_message_passes(int size, int fragments)
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");

        await SendPaddedAsync(ada, ben.Peer, size, fragments);

        await ben.ExpectAsync("signal");
    }

    [Theory]
    [InlineData(65_537, 1)]
    [InlineData(65_537, 7)]
    [InlineData(1_000_000, 3)]
    public async Task One_byte_more_closes_with_1009(int size, int fragments)
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");

        await SendPaddedAsync(ada, ben.Peer, size, fragments);

        (await ada.ExpectCloseAsync()).ShouldBe(1009);
        (await ben.ExpectAsync("peer-left")).GetProperty("peer").GetString().ShouldBe(ada.Peer);
    }

    [Fact]
    public async Task Compression_is_not_agreed_so_a_deflate_bomb_has_no_way_in()
    {
        await using var host = await SignalingHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("peercall.v1");
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        socket.Options.CollectHttpResponseDetails = true;

        await socket.ConnectAsync(host.WebSocket, CancellationToken.None);

        socket.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions").ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_goes_before_hello()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.ConnectAsync(host);

        await ada.SendAsync("""{"type":"signal","id":1,"to":"x","link":"a","candidate":null}""");

        (await ada.ExpectErrorAsync()).ShouldBe("hello-expected");
        (await ada.ExpectCloseAsync()).ShouldBe(4400);
    }

    [Fact]
    public async Task Nothing_goes_outside_a_room()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.HelloAsync(host);

        foreach (var message in new[]
        {
            """{"type":"signal","id":1,"to":"x","link":"a","candidate":null}""",
            """{"type":"chat","id":2,"text":"x"}""",
            """{"type":"update","id":3,"media":{}}""",
            """{"type":"leave","id":4}""",
            """{"type":"remove","id":5,"peer":"x"}""",
        })
        {
            await ada.SendAsync(message);
            (await ada.ExpectErrorAsync()).ShouldBe("not-joined");
        }
    }

    [Fact]
    public async Task A_peer_of_another_room_is_out_of_reach()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "room-a", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "room-b", "Ben");

        await ada.SignalAsync(ben.Peer, "\"candidate\":null");
        (await ada.ExpectErrorAsync()).ShouldBe("unknown-peer");
        await ada.SendAsync($$"""{"type":"remove","id":50,"peer":"{{ben.Peer}}"}""");
        (await ada.ExpectErrorAsync()).ShouldBe("unknown-peer");
        await ada.SendAsync($$$"""{"type":"report","to":"{{{ben.Peer}}}","stats":{}}""");
        await ada.ChatAsync("only for room a");

        // The next thing that Ben hears is from his own room.
        await using var eve = await TestClient.JoinAsync(host, "room-b", "Eve");
        (await ben.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("peer-joined");
    }

    [Fact]
    public async Task Only_the_host_sends_out_and_who_was_sent_out_does_not_come_back()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");

        await ben.SendAsync($$"""{"type":"remove","id":50,"peer":"{{ada.Peer}}"}""");
        (await ben.ExpectErrorAsync()).ShouldBe("forbidden");
        await ada.SendAsync($$"""{"type":"remove","id":50,"peer":"{{ben.Peer}}"}""");
        (await ben.ExpectCloseAsync()).ShouldBe(4403);
        (await ada.ExpectAsync("peer-left")).GetProperty("reason").GetString().ShouldBe("removed");

        await using var again = await TestClient.HelloAsync(host, ben.Token);
        await again.SendAsync("""{"type":"join","id":1,"room":"abc","name":"Ben"}""");
        (await again.ExpectErrorAsync()).ShouldBe("removed");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("own", true)]
    [InlineData("https://good.example", true)]
    [InlineData("https://good.example.evil", false)]
    [InlineData("http://good.example", false)]
    [InlineData("null", false)]
    [InlineData("https://other.example", false)]
    public async Task The_origin_of_a_page_is_checked(string? origin, bool allowed)
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:AllowedOrigins:0=https://good.example");
        var text = origin == "own" ? host.Http.GetLeftPart(UriPartial.Authority) : origin;

        if (allowed)
        {
            await using var ada = await TestClient.ConnectAsync(host, text);
        }
        else
        {
            await Should.ThrowAsync<WebSocketException>(() => TestClient.ConnectAsync(host, text));
        }
    }

    [Fact]
    public async Task Without_hello_the_connection_closes()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:HelloTimeout=500ms");
        await using var ada = await TestClient.ConnectAsync(host);

        (await ada.ExpectCloseAsync()).ShouldBe(4401);
    }

    [Fact]
    public async Task Without_join_the_connection_closes()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:JoinTimeout=1s");
        await using var ada = await TestClient.HelloAsync(host);

        (await ada.ExpectCloseAsync()).ShouldBe(4404);
    }

    [Fact]
    public async Task Another_version_of_the_protocol_is_refused()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.ConnectAsync(host);

        await ada.SendAsync("""{"type":"hello","version":2}""");

        (await ada.ExpectCloseAsync()).ShouldBe(4402);
    }

    [Fact]
    public async Task A_flood_is_slowed_down_then_closed_and_the_others_do_not_feel_it()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var flooder = await TestClient.JoinAsync(host, "abc", "Flooder");
        await using var ada = await TestClient.JoinAsync(host, "other", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "other", "Ben");
        using var stop = new CancellationTokenSource();
        var flood = Task.Run(async () =>
        {
            var ping = Encoding.UTF8.GetBytes("""{"type":"typing","active":true}""");
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    await flooder.Socket.SendAsync(ping, WebSocketMessageType.Text, true, stop.Token);
                }
            }
            catch (Exception refused) when (refused is WebSocketException or OperationCanceledException or IOException)
            {
                // Closed by the server, as it should be.
            }
        });

        var closed = flooder.ExpectCloseAsync();
        for (var i = 0; i < 20; i++)
        {
            await ada.ChatAsync($"{i}");
            (await ben.ExpectAsync("chat")).GetProperty("text").GetString().ShouldBe($"{i}");
        }

        // The close frame may be lost behind the flood that the server no longer reads.
        (await closed).ShouldBeOneOf(4429, 1006);
        await stop.CancelAsync();
        await flood;
    }

    [Fact]
    public async Task A_reader_that_never_reads_is_closed_and_the_room_goes_on()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:MessagesPerSecond=0", "--Signaling:SlowConsumerTimeout=1s");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await using var deaf = await TestClient.JoinAsync(host, "abc", "Deaf");
        await ada.ExpectAsync("peer-joined");
        await ada.ExpectAsync("peer-joined");
        await ben.ExpectAsync("peer-joined");

        // Far more than the sockets' buffers hold, to the one who does not read and to the one who does.
        var body = "\"description\":{\"sdp\":\"" + new string('x', 60_000) + "\"}";
        var gone = ada.ExpectAsync("peer-left");
        for (var i = 0; i < 400 && !gone.IsCompleted; i++)
        {
            await ben.SignalAsync(deaf.Peer, body);
        }

        (await gone).GetProperty("peer").GetString().ShouldBe(deaf.Peer);
        await ben.ChatAsync("we go on");
        (await ada.ExpectAsync("chat")).GetProperty("text").GetString().ShouldBe("we go on");
    }

    [Fact]
    public async Task Who_says_goodbye_without_reading_the_rest_leaves_all_the_same()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:MessagesPerSecond=0");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var deaf = await TestClient.JoinAsync(host, "abc", "Deaf");
        await ada.ExpectAsync("peer-joined");

        // More than the sockets' buffers hold, less than the log: the server is in the middle of a frame when the close frame comes.
        var body = "\"description\":{\"sdp\":\"" + new string('x', 60_000) + "\"}";
        var gone = ada.ExpectAsync("peer-left");
        for (var i = 0; i < 12; i++)
        {
            await ada.SignalAsync(deaf.Peer, body);
        }

        await deaf.CloseAsync(1001);

        (await gone).GetProperty("reason").GetString().ShouldBe("left");
    }

    [Fact]
    public async Task Connections_and_joins_of_one_address_are_limited()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:ConnectionsPerAddress=2", "--Signaling:JoinRate=1");
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.HelloAsync(host);
        await ben.SendAsync("""{"type":"join","id":1,"room":"abc","name":"Ben"}""");
        (await ben.ExpectErrorAsync()).ShouldBe("rate-limited");

        var third = await Should.ThrowAsync<WebSocketException>(() => TestClient.ConnectAsync(host));
        third.Message.ShouldContain("429");
    }

    [Fact]
    public async Task A_room_has_its_size_and_its_password()
    {
        await using var host = await SignalingHost.StartAsync("--Signaling:MaxPeersPerRoom=2");
        await using var ada = await TestClient.HelloAsync(host);
        await ada.EnterAsync("abc", "Ada", "correct horse");
        await using var ben = await TestClient.HelloAsync(host);

        await ben.SendAsync("""{"type":"join","id":1,"room":"abc","name":"Ben"}""");
        (await ben.ExpectErrorAsync()).ShouldBe("password-required");
        await ben.SendAsync("""{"type":"join","id":2,"room":"abc","name":"Ben","password":"battery"}""");
        (await ben.ExpectErrorAsync()).ShouldBe("wrong-password");
        ben.NextId();
        ben.NextId();
        await ben.EnterAsync("abc", "Ben", "correct horse");

        await using var eve = await TestClient.HelloAsync(host);
        await eve.SendAsync("""{"type":"join","id":1,"room":"abc","name":"Eve","password":"correct horse"}""");
        (await eve.ExpectErrorAsync()).ShouldBe("room-full");
    }

    [Theory]
    [InlineData("a", "Ada", "invalid-room")]
    [InlineData("../etc", "Ada", "invalid-room")]
    [InlineData("abc", "\\u200b\\u202e", "invalid-name")]
    public async Task Rooms_and_names_have_their_form(string room, string name, string code)
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.HelloAsync(host);

        await ada.SendAsync($$"""{"type":"join","id":1,"room":"{{room}}","name":"{{name}}"}""");

        (await ada.ExpectErrorAsync()).ShouldBe(code);
    }

    [Theory]
    [InlineData("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n", "426")]
    [InlineData("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "400")]
    public async Task What_is_no_websocket_of_ours_is_told_so(string request, string status)
    {
        await using var host = await SignalingHost.StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.Http.Port);

        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));

        using var reader = new StreamReader(tcp.GetStream());
        (await reader.ReadLineAsync())!.ShouldContain(status);
    }

    private static async Task SendPaddedAsync(TestClient client, string to, int size, int fragments)
    {
        var head = $$$"""{"type":"signal","id":{{{client.NextId()}}},"to":"{{{to}}}","link":"l","description":{"sdp":""" + "\"";
        var message = Encoding.ASCII.GetBytes(head + new string('x', size - head.Length - 3) + "\"}}");
        message.Length.ShouldBe(size);
        var step = (size + fragments - 1) / fragments;
        try
        {
            for (var at = 0; at < size; at += step)
            {
                var part = message.AsMemory(at, Math.Min(step, size - at));
                await client.Socket.SendAsync(part, WebSocketMessageType.Text, at + step >= size, CancellationToken.None);
            }
        }
        catch (WebSocketException)
        {
            // The server need not hear the end of what is too long.
        }
    }
}
