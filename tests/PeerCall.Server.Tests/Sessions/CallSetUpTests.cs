using System.Text.Json;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>Two peers find each other and talk.</summary>
public class CallSetUpTests
{
    [Fact]
    public async Task Joined_lists_who_is_inside_and_the_others_are_told()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "quiet-harbour", "Ada");
        await using var ben = await TestClient.HelloAsync(host);

        var joined = await ben.EnterAsync("quiet-harbour", " Ben\u202E ");

        var inside = joined.GetProperty("peers").EnumerateArray().Single();
        inside.GetProperty("id").GetString().ShouldBe(ada.Peer);
        inside.GetProperty("role").GetString().ShouldBe("host");
        joined.GetProperty("role").GetString().ShouldBe("participant");
        var told = (await ada.ExpectAsync("peer-joined")).GetProperty("peer");
        told.GetProperty("id").GetString().ShouldBe(ben.Peer);
        told.GetProperty("name").GetString().ShouldBe("Ben");
    }

    [Fact]
    public async Task A_signal_reaches_its_peer_byte_for_byte_and_nobody_else()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await using var eve = await TestClient.JoinAsync(host, "abc", "Eve");
        const string Body = "\"description\":{ \"type\":\"offer\",\"sdp\":\"v=0\\r\\n\\u00e9 \" }";

        await ada.SignalAsync(ben.Peer, Body);
        await ada.ChatAsync("after");

        await ben.ExpectAsync("peer-joined");
        (await ben.ReceiveTextAsync()).ShouldEndWith($$""","from":"{{ada.Peer}}","link":"l",{{Body}}}""");
        (await eve.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("chat");
    }

    [Fact]
    public async Task Chat_media_state_typing_and_reports_are_passed_on()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");

        await ben.ChatAsync("<b>hello</b>");
        await ben.SendAsync("""{"type":"update","id":9,"media":{"mic":true,"hand":true}}""");
        await ben.SendAsync("""{"type":"typing","active":true}""");
        await ben.SendAsync($$$"""{"type":"report","to":"{{{ada.Peer}}}","stats":{"state":"connected"}}""");

        (await ada.ExpectAsync("chat")).GetProperty("text").GetString().ShouldBe("<b>hello</b>");
        var media = (await ada.ExpectAsync("peer-updated")).GetProperty("peer").GetProperty("media");
        media.GetProperty("mic").GetBoolean().ShouldBeTrue();
        media.GetProperty("camera").GetBoolean().ShouldBeFalse();
        var volatiles = new[] { await ada.ReceiveAsync(), await ada.ReceiveAsync() }.ToDictionary(m => m.GetProperty("type").GetString()!, StringComparer.Ordinal);
        volatiles["typing"].GetProperty("from").GetString().ShouldBe(ben.Peer);
        volatiles["report"].GetProperty("stats").GetProperty("state").GetString().ShouldBe("connected");
    }

    [Fact]
    public async Task A_closed_page_leaves_at_once_and_a_lost_connection_waits()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        await using var eve = await TestClient.JoinAsync(host, "abc", "Eve");
        await ada.ExpectAsync("peer-joined");
        await ada.ExpectAsync("peer-joined");

        await ben.CloseAsync(1001);
        (await ada.ExpectAsync("peer-left")).GetProperty("reason").GetString().ShouldBe("left");

        eve.Abort();
        (await ada.ExpectAsync("peer-updated")).GetProperty("peer").GetProperty("connected").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_leave_another_room_can_be_joined()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");

        await ada.SendAsync($$"""{"type":"leave","id":{{ada.NextId()}}}""");
        await ada.ExpectAsync("ack");
        await ada.EnterAsync("another", "Ada");

        await ben.ExpectAsync("peer-left");
        // The one longest in the room is its host now.
        (await ben.ExpectAsync("peer-updated")).GetProperty("peer").GetProperty("role").GetString().ShouldBe("host");
    }

    [Fact]
    public async Task A_request_sent_again_is_acknowledged_again_and_applied_once()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        await using var ben = await TestClient.JoinAsync(host, "abc", "Ben");
        var chat = """{"type":"chat","id":5,"text":"once"}""";

        await ben.SendAsync(chat);
        (await ben.ExpectAsync("ack")).GetProperty("id").GetInt64().ShouldBe(5);
        await ben.SendAsync(chat);
        (await ben.ExpectAsync("ack")).GetProperty("id").GetInt64().ShouldBe(5);
        await ben.SendAsync("""{"type":"chat","id":6,"text":"twice"}""");

        (await ada.ExpectAsync("chat")).GetProperty("text").GetString().ShouldBe("once");
        (await ada.ExpectAsync("chat")).GetProperty("text").GetString().ShouldBe("twice");
    }

    [Fact]
    public async Task A_refused_request_sent_again_is_refused_again()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");

        for (var i = 0; i < 2; i++)
        {
            await ada.SendAsync("""{"type":"signal","id":7,"to":"nobodyhere","link":"a","candidate":null}""");
            var error = await ada.ExpectAsync("error");
            error.GetProperty("code").GetString().ShouldBe("unknown-peer");
            error.GetProperty("inReplyTo").GetInt64().ShouldBe(7);
        }
    }

    [Fact]
    public async Task Room_info_names_who_is_inside()
    {
        await using var host = await SignalingHost.StartAsync();
        await using var ada = await TestClient.JoinAsync(host, "abc", "Ada");
        using var http = new HttpClient { BaseAddress = host.Http };

        var there = JsonDocument.Parse(await http.GetStringAsync("/api/rooms/abc")).RootElement;
        var empty = JsonDocument.Parse(await http.GetStringAsync("/api/rooms/nobody-here")).RootElement;

        there.GetProperty("names")[0].GetString().ShouldBe("Ada");
        empty.GetProperty("count").GetInt32().ShouldBe(0);
        empty.EnumerateObject().Select(p => p.Name).ToArray().ShouldBe(there.EnumerateObject().Select(p => p.Name).ToArray());
    }
}
