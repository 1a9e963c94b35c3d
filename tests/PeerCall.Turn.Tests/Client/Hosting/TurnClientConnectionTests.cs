using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using PeerCall.Stun;
using PeerCall.Turn.Client;
using PeerCall.Turn.Client.Hosting;

namespace PeerCall.Turn.Tests.Client.Hosting;

public sealed class TurnClientConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly LoopbackTurnServer _server = new();
    private readonly LoopbackTurnServer _other = new();
    private readonly CancellationTokenSource _limit = new(Limit);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
        _limit.Dispose();
    }

    [Theory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    public async Task A_connection_has_a_relayed_address_and_releases_it(TurnTransport transport)
    {
        var connection = await Connect(transport);
        connection.RelayedAddress.ShouldBe(FakeTurnServer.Relayed);
        (await connection.CreatePermissionAsync(VirtualTurn.Peer, _limit.Token)).ShouldBeNull();
        (await connection.CreatePermissionAsync(VirtualTurn.Peer.WithPort(1), _limit.Token)).ShouldBeNull();
        await connection.DisposeAsync();
        await connection.DisposeAsync();

        (await connection.Ended).ShouldBeNull();
        _server.Seen(StunMethod.Refresh).ShouldHaveSingleItem().Lifetime.ShouldBe(0u);
        _server.Seen(StunMethod.CreatePermission).Length.ShouldBe(1);
        (await connection.CreatePermissionAsync(VirtualTurn.Peer.WithPort(2), _limit.Token)).ShouldBeNull("it ended without a failure");
    }

    [Fact]
    public async Task A_name_without_addresses_is_said_to_be_one()
    {
        var result = await TurnClientConnection.ConnectAsync(
            new TurnUri("turn.example.org", 3478, TurnTransport.Udp),
            Options() with { Resolve = static (_, _) => throw new SocketException((int)SocketError.HostNotFound) },
            _limit.Token);

        result.Failure!.Reason.ShouldBe(TurnFailureReason.NameNotResolved);
    }

    [Theory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    public async Task All_addresses_of_a_name_are_tried_in_their_order(TurnTransport transport)
    {
        // Nothing listens on the first two: TCP is refused there, UDP gets no answer.
        IPAddress[] addresses = [IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];
        var result = await TurnClientConnection.ConnectAsync(
            new TurnUri("turn.example.org", _server.Address.Port, transport),
            Options() with { Resolve = (_, _) => Task.FromResult(addresses), AttemptTimeout = TimeSpan.FromSeconds(1) },
            _limit.Token);

        result.Succeeded.ShouldBeTrue($"{result.Failure}");
        result.Connection!.ServerAddress.ShouldBe(_server.Address);
        await result.Connection.DisposeAsync();
    }

    [Theory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    public async Task A_taken_five_tuple_is_left_for_another_port(TurnTransport transport)
    {
        _server.Protocol.Refuse(StunMethod.Allocate, StunErrors.AllocationMismatch, times: 2);
        await using var connection = await Connect(transport);

        _server.ClientPorts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Three_taken_five_tuples_are_enough()
    {
        _server.Protocol.Refuse(StunMethod.Allocate, StunErrors.AllocationMismatch, times: 9);
        var result = await TurnClientConnection.ConnectAsync(Uri(TurnTransport.Udp), Options(), _limit.Token);

        result.Failure!.Reason.ShouldBe(TurnFailureReason.AllocationMismatch);
        result.Failure.RetryAfter.ShouldBe(TimeSpan.FromMinutes(2));
        _server.ClientPorts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_redirection_is_followed()
    {
        Redirect(_server, _other);
        await using var connection = await Connect(TurnTransport.Udp);

        connection.ServerAddress.ShouldBe(_other.Address);
    }

    [Fact]
    public async Task Two_servers_that_send_each_other_the_client_are_left()
    {
        Redirect(_server, _other);
        Redirect(_other, _server);
        var result = await TurnClientConnection.ConnectAsync(Uri(TurnTransport.Tcp), Options(), _limit.Token);

        result.Failure!.Reason.ShouldBe(TurnFailureReason.TryAlternate);
        _server.ClientPorts.Count.ShouldBe(1);
        _other.ClientPorts.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(TurnTransport.Udp, TurnStage.Allocate)]
    [InlineData(TurnTransport.Tcp, TurnStage.Allocate)]
    [InlineData(TurnTransport.Tls, TurnStage.Tls)]
    public async Task A_silent_server_is_given_up(TurnTransport transport, TurnStage stage)
    {
        _server.IsSilent = true;
        var result = await TurnClientConnection.ConnectAsync(Uri(transport), Options() with { AttemptTimeout = TimeSpan.FromMilliseconds(300) }, _limit.Token);

        result.Failure.ShouldBe(TurnFailure.TimedOut(stage));
    }

    [Fact]
    public async Task Answers_without_proof_are_told_from_silence()
    {
        _server.Protocol.SignsResponses = false;
        var result = await TurnClientConnection.ConnectAsync(
            Uri(TurnTransport.Udp),
            Options() with { AttemptTimeout = TimeSpan.FromMilliseconds(300), ReleaseTimeout = TimeSpan.FromMilliseconds(50) },
            _limit.Token);

        result.Failure!.Reason.ShouldBe(TurnFailureReason.IntegrityViolated);
    }

    [Fact]
    public async Task Who_cancels_is_not_kept()
    {
        _server.IsSilent = true;
        using var cancel = new CancellationTokenSource();
        var connecting = TurnClientConnection.ConnectAsync(Uri(TurnTransport.Udp), Options(), cancel.Token);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => connecting.WaitAsync(Limit));
    }

    [Fact]
    public async Task A_server_that_speaks_no_turn_is_left()
    {
        _server.Greeting = "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray();
        var result = await TurnClientConnection.ConnectAsync(Uri(TurnTransport.Tcp), Options() with { AttemptTimeout = Limit }, _limit.Token);

        // At once: no channel can be bound yet, so "HTTP" is not the beginning of ChannelData.
        result.Failure!.Reason.ShouldBe(TurnFailureReason.ConnectionLost);
    }

    [Fact]
    public async Task The_end_of_the_tcp_connection_is_the_end_of_the_allocation()
    {
        await using var connection = await Connect(TurnTransport.Tcp);
        _server.CloseConnections();

        var failure = await connection.Ended.WaitAsync(Limit);
        failure!.Reason.ShouldBe(TurnFailureReason.ConnectionLost);
        connection.Send(VirtualTurn.Peer, [1]).ShouldBe(TurnSendResult.NotAllocated);
        (await connection.CreatePermissionAsync(VirtualTurn.Peer, _limit.Token)).ShouldBe(failure);
    }

    [Fact]
    public async Task Only_the_server_is_heard()
    {
        var received = Channel.CreateUnbounded<byte[]>();
        await using var connection = await Connect(
            TurnTransport.Udp,
            Options() with { OnData = (in TransportAddress _, ReadOnlySpan<byte> data) => received.Writer.TryWrite(data.ToArray()) });
        (await connection.CreatePermissionAsync(VirtualTurn.Peer, _limit.Token)).ShouldBeNull();
        var port = _server.ClientPorts.Keys.Single();

        _other.SendTo(port, FakeTurnServer.DataIndication(VirtualTurn.Peer, "forged"u8));
        _server.SendTo(port, FakeTurnServer.DataIndication(VirtualTurn.Peer, "true"u8));

        (await received.Reader.ReadAsync(_limit.Token)).ShouldBe("true"u8.ToArray());
    }

    private static void Redirect(LoopbackTurnServer from, LoopbackTurnServer to)
    {
        from.Protocol.Refuse(StunMethod.Allocate, StunErrors.TryAlternate);
        from.Protocol.Decorate = (StunMethod _, StunClass _, ref StunWriter writer) => writer.Add(StunAttributes.AlternateServer, to.Address);
    }

    private static TurnConnectOptions Options() => new() { Credentials = new TurnCredentials("alice", "wonderland") };

    private TurnUri Uri(TurnTransport transport) => new("127.0.0.1", _server.Address.Port, transport);

    private async Task<TurnClientConnection> Connect(TurnTransport transport, TurnConnectOptions? options = null)
    {
        var result = await TurnClientConnection.ConnectAsync(Uri(transport), options ?? Options(), _limit.Token);
        result.Succeeded.ShouldBeTrue($"{result.Failure}");
        return result.Connection!;
    }
}
