using System.Net.Sockets;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>Connections that only sit there, over real sockets.</summary>
public sealed class IdleConnectionTests
{
    [Theory]
    [InlineData("http", false)]
    [InlineData("https", false)]
    [InlineData("https", true)]
    public async Task A_connection_to_the_web_server_that_says_nothing_is_closed(string port, bool tls)
    {
        await using var host = await EmbeddedHost.StartAsync();
        await using var client = await StreamTurnClient.ConnectAsync(port is "http" ? host.Http : host.Https, tls);
        (await client.ReceiveAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_connection_to_the_https_port_that_stops_within_a_stun_header_is_closed()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await using var client = await StreamTurnClient.ConnectAsync(host.Https, tls: false);
        await client.SendAsync(StreamTurnClient.Binding().AsMemory(0, 5));
        (await client.ReceiveAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_crowd_of_idle_connections_keeps_nobody_out()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var crowd = new List<Socket>();
        try
        {
            for (var i = 0; i < 600; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                crowd.Add(socket);
                await socket.ConnectAsync(host.Turn);
            }
            await using var client = await StreamTurnClient.ConnectAsync(host.Turn, tls: false);
            client.Use(host.Secret, "k3f9x2ma");
            (await client.AllocateAsync()).Error.ShouldBeNull();
            // The first ones had to go for it.
            (await ReadAsync(crowd[0]).WaitAsync(StreamTurnClient.Patience)).ShouldBe(0);
        }
        finally
        {
            crowd.ForEach(static socket => socket.Dispose());
        }
    }

    private static async Task<int> ReadAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            return 0; // reset
        }
    }
}
