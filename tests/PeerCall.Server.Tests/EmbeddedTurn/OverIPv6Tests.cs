using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>A server with addresses of both families on real sockets: spoken to over IPv6, and relaying to IPv6.</summary>
public sealed class OverIPv6Tests : IAsyncLifetime
{
    private EmbeddedHost _host = null!;

    public async Task InitializeAsync() => _host = await EmbeddedHost.StartAsync(
        "--Turn:Address=localhost", "--Turn:RelayAddress=127.0.0.1,::1", "--Turn:AllowedPeers=127.0.0.0/8,::1/128");

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_client_is_told_its_IPv6_address_over_UDP()
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        await client.SendAsync(StreamTurnClient.Binding(), new IPEndPoint(IPAddress.IPv6Loopback, _host.Turn.Port));
        var answer = await client.ReceiveAsync().WaitAsync(StreamTurnClient.Patience);
        StreamTurnClient.Mapped(answer.Buffer).ShouldBe(TransportAddress.From((IPEndPoint)client.Client.LocalEndPoint!));
        answer.Buffer.Length.ShouldBe(44, "2.2 times the request, as docs/turn.md says");
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "::1", false)]
    [InlineData("::1", "127.0.0.1", true)]
    [InlineData("::1", "::1", true)]
    public async Task Each_family_relays_to_each(string server, string peerAt, bool tls)
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Parse(peerAt), 0));
        var peerAddress = TransportAddress.From((IPEndPoint)peer.Client.LocalEndPoint!);
        await using var client = await StreamTurnClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(server), _host.Turn.Port), tls);
        (await client.BindAsync()).ShouldBe(TransportAddress.From(client.Local));
        client.Use(_host.Secret, "k3f9x2ma");
        var (relayed, error) = await client.AllocateAsync(peerAddress.IsIPv4 ? StunAddressFamily.IPv4 : StunAddressFamily.IPv6);
        error.ShouldBeNull();
        relayed.ToIPAddress().ShouldBe(IPAddress.Parse(peerAt));
        (await client.ChannelBindAsync(0x4001, peerAddress)).ShouldBeNull();

        await client.SendDataAsync(0x4001, [1, 2, 3]);
        var received = await peer.ReceiveAsync().WaitAsync(StreamTurnClient.Patience);
        received.Buffer.ShouldBe([1, 2, 3]);
        TransportAddress.From(received.RemoteEndPoint).ShouldBe(relayed);
        await peer.SendAsync(new byte[] { 4 }, received.RemoteEndPoint);
        (await client.ReceiveDataAsync(0x4001)).ShouldBe([4]);
    }

    [Fact]
    public async Task A_peer_of_the_other_family_is_a_mismatch()
    {
        await using var client = await StreamTurnClient.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, _host.Turn.Port), tls: false);
        client.Use(_host.Secret, "k3f9x2ma");
        (await client.AllocateAsync(StunAddressFamily.IPv6)).Error.ShouldBeNull();
        (await client.PermitAsync(TransportAddress.From(IPAddress.Loopback, 80))).ShouldBe(443);
    }
}
