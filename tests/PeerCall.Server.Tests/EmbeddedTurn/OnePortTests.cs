using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using PeerCall.Signaling;
using PeerCall.Stun;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>HTTP and TURN on the same ports, over real sockets.</summary>
public sealed class OnePortTests : IAsyncLifetime
{
    private EmbeddedHost _host = null!;

    public async Task InitializeAsync() => _host = await EmbeddedHost.StartAsync("--Turn:AllowedPeers=127.0.0.0/8");

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public static TheoryData<string> Ports => ["http", "https", "https before tls", "turn", "turns"];

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task Stun_is_answered_on_every_port(string port)
    {
        await using var client = await ConnectAsync(port);
        (await client.BindAsync()).ShouldBe(TransportAddress.From(client.Local));
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task Calls_are_relayed_on_every_port(string port)
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var peerAddress = TransportAddress.From((IPEndPoint)peer.Client.LocalEndPoint!);
        await using var client = await ConnectAsync(port);
        client.Use(_host.Secret, "k3f9x2ma");
        var (relayed, error) = await client.AllocateAsync();
        error.ShouldBeNull();
        relayed.ToIPAddress().ShouldBe(IPAddress.Loopback);
        (await client.ChannelBindAsync(0x4001, peerAddress)).ShouldBeNull();

        // Lengths around the padding, and one that no segment takes.
        foreach (var length in new[] { 1, 2, 3, 4, 5, 1200, 9000 })
        {
            var data = Enumerable.Range(0, length).Select(static i => (byte)i).ToArray();
            await client.SendDataAsync(0x4001, data);
            var received = await peer.ReceiveAsync().WaitAsync(StreamTurnClient.Patience);
            received.Buffer.ShouldBe(data);
            TransportAddress.From(received.RemoteEndPoint).ShouldBe(relayed);
            await peer.SendAsync(data, received.RemoteEndPoint);
            (await client.ReceiveDataAsync(0x4001)).ShouldBe(data);
        }
        (await client.RefreshAsync(0)).ShouldBeNull();
    }

    [Fact]
    public async Task Http_is_served_as_ever_beside_it()
    {
        using var client = EmbeddedHost.Client();
        (await client.GetStringAsync($"http://{_host.Http}/health/ready")).ShouldBe("ready\n");
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{_host.Https}/health/ready")
            {
                Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await client.SendAsync(request);
            response.Version.ShouldBe(version);
            (await response.Content.ReadAsStringAsync()).ShouldBe("ready\n");
        }
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task WebSockets_are_opened_beside_it(string scheme)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(ProtocolLimits.Subprotocol);
        socket.Options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        using var patience = new CancellationTokenSource(StreamTurnClient.Patience);
        await socket.ConnectAsync(new Uri($"{scheme}://{(scheme is "ws" ? _host.Http : _host.Https)}/ws"), patience.Token);
        await socket.SendAsync("""{"type":"hello","version":1}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, patience.Token);
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldContain("\"type\":\"welcome\"");
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task A_message_may_come_byte_by_byte(string port)
    {
        await using var client = await ConnectAsync(port);
        foreach (var one in StreamTurnClient.Binding())
        {
            await client.SendAsync(new[] { one });
            await client.Stream.FlushAsync();
        }
        StreamTurnClient.Mapped((await client.ReceiveAsync())!).ShouldBe(TransportAddress.From(client.Local));
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task Two_messages_may_come_in_one_segment(string port)
    {
        await using var client = await ConnectAsync(port);
        byte[] both = [.. StreamTurnClient.Binding(), .. StreamTurnClient.Binding()];
        await client.SendAsync(both);
        (await client.ReceiveAsync()).ShouldNotBeNull();
        (await client.ReceiveAsync()).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task An_http_request_may_come_byte_by_byte(string port)
    {
        await using var client = await ConnectAsync(port);
        foreach (var one in "\r\nGET /health/live HTTP/1.0\r\n\r\n"u8.ToArray())
            await client.SendAsync(new[] { one });
        using var reader = new StreamReader(client.Stream);
        (await reader.ReadToEndAsync().WaitAsync(StreamTurnClient.Patience)).ShouldStartWith("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Garbage_that_only_begins_like_stun_is_for_http_to_refuse(string port)
    {
        await using var client = await ConnectAsync(port);
        await client.SendAsync(new byte[] { 0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 10, 13, 10 });
        using var reader = new StreamReader(client.Stream);
        (await reader.ReadToEndAsync().WaitAsync(StreamTurnClient.Patience)).ShouldStartWith("HTTP/1.1 400");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\0\u0001\0\0\u0001\u0002\u0003\u0004")]
    public async Task What_is_neither_stun_nor_tls_is_for_tls_to_refuse_on_the_https_port(string text)
    {
        await using var client = await ConnectAsync("https before tls");
        await client.SendAsync(Encoding.Latin1.GetBytes(text));
        using var reader = new StreamReader(client.Stream, Encoding.Latin1);
        // An alert (RFC 8446 §6), or nothing more; in no case what the server has to say over HTTP.
        (await ToEndAsync(reader)).ShouldNotContain("HTTP/1.1 200");
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task What_is_no_stun_after_stun_closes_the_connection(string port)
    {
        await using var client = await ConnectAsync(port);
        await client.BindAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        (await client.ReceiveAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0001\u0001\u0001\u0001")]
    public async Task The_turn_port_closes_on_what_is_neither_stun_nor_tls(string text)
    {
        await using var client = await ConnectAsync("turn");
        await client.SendAsync(Encoding.Latin1.GetBytes(text));
        (await client.ReceiveAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_turn_port_answers_over_udp()
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await client.SendAsync(StreamTurnClient.Binding(), _host.Turn);
        var answer = await client.ReceiveAsync().WaitAsync(StreamTurnClient.Patience);
        StreamTurnClient.Mapped(answer.Buffer).ShouldBe(TransportAddress.From((IPEndPoint)client.Client.LocalEndPoint!));
    }

    [Fact]
    public async Task Wrong_credentials_are_refused()
    {
        await using var client = await ConnectAsync("https");
        client.Use("another secret", "k3f9x2ma");
        (await client.AllocateAsync()).Error.ShouldBe(401);
    }

    [Fact]
    public async Task The_machines_own_addresses_are_not_relayed_to()
    {
        await using var closed = await EmbeddedHost.StartAsync();
        await using var client = await StreamTurnClient.ConnectAsync(closed.Http, tls: false);
        client.Use(closed.Secret, "k3f9x2ma");
        await client.AllocateAsync();
        (await client.PermitAsync(TransportAddress.From(IPAddress.Parse("127.0.0.2"), 80))).ShouldBe(403);
        (await client.ChannelBindAsync(0x4001, TransportAddress.From(closed.Http))).ShouldBe(403, "relayed addresses have this IP address, but the web server does not have a relayed one");
    }

    [Fact]
    public async Task Two_relayed_ends_meet()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await using var one = await StreamTurnClient.ConnectAsync(host.Https, tls: true);
        await using var other = await StreamTurnClient.ConnectAsync(host.Turn, tls: false);
        await MeetAsync(host, one, other, IPAddress.Loopback);
    }

    [Fact]
    public async Task Behind_a_one_to_one_NAT_two_relayed_ends_meet_without_passing_it()
    {
        // Nothing here has 198.51.100.7: what were sent there would be lost.
        await using var host = await EmbeddedHost.StartAsync("--Turn:PublicAddress=198.51.100.7");
        await using var one = await StreamTurnClient.ConnectAsync(host.Https, tls: true);
        await using var other = await StreamTurnClient.ConnectAsync(host.Turn, tls: false);
        await MeetAsync(host, one, other, IPAddress.Parse("198.51.100.7"));
    }

    [Fact]
    public async Task When_a_client_goes_its_use_is_accounted_for()
    {
        await using var client = await ConnectAsync("https");
        client.Use(_host.Secret, "k3f9x2ma");
        var ended = new TaskCompletionSource<PeerCall.Server.EmbeddedTurn.RelayUse>();
        _host.Ledger.Subscribe(ended.SetResult);
        await client.AllocateAsync();
        await client.ChannelBindAsync(0x4001, TransportAddress.From(IPAddress.Loopback, 9));
        await client.SendDataAsync(0x4001, new byte[100]);
        (await client.RefreshAsync(600)).ShouldBeNull();
        _host.Ledger.Of("k3f9x2ma").BytesToPeers.ShouldBe(100, "while it lives, too");
        (await client.RefreshAsync(0)).ShouldBeNull();
        var use = await ended.Task.WaitAsync(StreamTurnClient.Patience);
        use.Allocation.User.ShouldBe("k3f9x2ma");
        use.Traffic.BytesToPeers.ShouldBe(100);
        _host.Ledger.Of("k3f9x2ma").BytesToPeers.ShouldBe(100);
        _host.Ledger.Of("k3f9x2ma").Live.ShouldBe(0);
    }

    private static async Task<string> ToEndAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadToEndAsync().WaitAsync(StreamTurnClient.Patience);
        }
        catch (IOException)
        {
            return ""; // reset: closed as well
        }
    }

    private static async Task MeetAsync(EmbeddedHost host, StreamTurnClient one, StreamTurnClient other, IPAddress publicAddress)
    {
        one.Use(host.Secret, "one");
        other.Use(host.Secret, "other");
        var first = (await one.AllocateAsync()).Relayed;
        var second = (await other.AllocateAsync()).Relayed;
        first.ToIPAddress().ShouldBe(publicAddress);
        (await one.ChannelBindAsync(0x4001, second)).ShouldBeNull();
        (await other.ChannelBindAsync(0x4002, first)).ShouldBeNull();
        await one.SendDataAsync(0x4001, [1, 2, 3]);
        (await other.ReceiveDataAsync(0x4002)).ShouldBe([1, 2, 3]);
        await other.SendDataAsync(0x4002, [4]);
        (await one.ReceiveDataAsync(0x4001)).ShouldBe([4]);
    }

    private Task<StreamTurnClient> ConnectAsync(string port) => port switch
    {
        "http" => StreamTurnClient.ConnectAsync(_host.Http, tls: false),
        "https" => StreamTurnClient.ConnectAsync(_host.Https, tls: true),
        "https before tls" => StreamTurnClient.ConnectAsync(_host.Https, tls: false),
        "turn" => StreamTurnClient.ConnectAsync(_host.Turn, tls: false),
        _ => StreamTurnClient.ConnectAsync(_host.Turn, tls: true),
    };
}
