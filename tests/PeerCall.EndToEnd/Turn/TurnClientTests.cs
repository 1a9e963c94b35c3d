using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Stun;
using PeerCall.Turn.Client;
using PeerCall.Turn.Client.Hosting;

namespace PeerCall.EndToEnd.Turn;

/// <summary>What PeerCall's TURN client does, whichever server it is at.</summary>
public abstract class TurnClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Channel<(TransportAddress Peer, byte[] Data)> _received = Channel.CreateUnbounded<(TransportAddress, byte[])>();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));
    private ITurnServer _server = null!;

    public async Task InitializeAsync() => _server = await Start();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _limit.Dispose();
    }

    /// <summary>Starts the server.</summary>
    private protected abstract Task<ITurnServer> Start();

    /// <summary>Whether the server speaks SHA-256 for passwords and messages (RFC 8489 §9.2, §14.6); then the client does too.</summary>
    private protected abstract bool UsesSha256 { get; }

    [Theory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    [InlineData(TurnTransport.Tls)]
    public async Task Data_goes_to_a_peer_and_back_as_an_indication_and_over_a_channel(TurnTransport transport)
    {
        await using var peer = new EchoPeer(IPAddress.Loopback);
        var address = TransportAddress.From(peer.Address);
        await using var connection = await Connect(Uri(transport));
        (await connection.CreatePermissionAsync(address, _limit.Token)).ShouldBeNull();

        connection.Send(address, "indication"u8).ShouldBe(TurnSendResult.AsIndication);
        (await Next()).ShouldBe("indication"u8.ToArray());
        await Eventually.Holds(
            async () =>
            {
                var result = connection.Send(address, "channel"u8);
                (await Next()).ShouldBe("channel"u8.ToArray());
                return result is TurnSendResult.AsChannelData;
            },
            Patience,
            () => $"a channel is bound. the server wrote:\n{_server.Output}");

        // Every length of padding, and more than one segment.
        foreach (var length in (int[])[0, 1, 2, 3, 4, 1200, 8000])
        {
            var data = new byte[length];
            Random.Shared.NextBytes(data);
            connection.Send(address, data).ShouldBe(TurnSendResult.AsChannelData);
            (await Next()).ShouldBe(data, $"{length} bytes");
        }
    }

    [Theory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    public async Task A_released_allocation_is_gone(TurnTransport transport)
    {
        var connection = await Connect(Uri(transport));
        connection.RelayedAddress.ToIPAddress().ShouldBe(IPAddress.Loopback);
        await connection.DisposeAsync();

        (await connection.Ended).ShouldBeNull();
        connection.Send(connection.RelayedAddress, [1]).ShouldBe(TurnSendResult.NotAllocated);
        // The port is free again at once, not after ten minutes.
        await Eventually.Holds(() => Task.FromResult(CanBind(connection.RelayedAddress)), Patience, () => "the relay port is free");
    }

    [Fact]
    public async Task Requests_and_their_answers_are_protected_as_well_as_both_sides_can()
    {
        await using var tap = new DatagramTap(_server.PortOf(TurnTransport.Udp));
        await (await Connect(new TurnUri("127.0.0.1", tap.Port, TurnTransport.Udp))).DisposeAsync();

        var signed = tap.Seen.Where(static message => IsSigned(message)).ToList();
        signed.Count.ShouldBeGreaterThanOrEqualTo(2, "Allocate and Refresh");
        var answers = tap.Seen.Where(static message => Class(message) is StunClass.SuccessResponse).ToList();
        answers.Count.ShouldBeGreaterThanOrEqualTo(2);
        signed.Concat(answers).Select(Protection).Distinct().ShouldBe([(!UsesSha256, UsesSha256)]);
        // The password is hashed with the better algorithm too (RFC 8489 §9.2.3.2).
        var algorithm = UsesSha256 ? PasswordAlgorithm.Sha256 : PasswordAlgorithm.None;
        signed.ShouldAllBe(message => Algorithm(message) == algorithm);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_as_such()
    {
        var (username, _) = _server.Credential("alice");
        var result = await TurnClientConnection.ConnectAsync(
            Uri(TurnTransport.Udp), new TurnConnectOptions { Credentials = new TurnCredentials(username, "guess") }, _limit.Token);

        result.Succeeded.ShouldBeFalse();
        result.Failure!.Reason.ShouldBe(TurnFailureReason.Unauthorized);
        result.Failure.Stage.ShouldBe(TurnStage.Allocate);
    }

    [Fact]
    public async Task A_forbidden_peer_is_refused_as_such()
    {
        await using var connection = await Connect(Uri(TurnTransport.Udp));
        var failure = await connection.CreatePermissionAsync(TransportAddress.From(IPAddress.Parse("10.0.0.1"), 9), _limit.Token);

        failure!.Reason.ShouldBe(TurnFailureReason.Forbidden);
        failure.Stage.ShouldBe(TurnStage.CreatePermission);
    }

    [Fact]
    public async Task An_unknown_certificate_is_refused()
    {
        var result = await TurnClientConnection.ConnectAsync(Uri(TurnTransport.Tls), Options() with { ServerCertificateValidation = null }, _limit.Token);

        result.Failure!.Reason.ShouldBe(TurnFailureReason.CertificateRefused);
        result.Failure.Stage.ShouldBe(TurnStage.Tls);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused()
    {
        var options = Options() with { Resolve = static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) };
        (await TurnClientConnection.ConnectAsync(new TurnUri("turn.example.org", _server.PortOf(TurnTransport.Tls), TurnTransport.Tls), options, _limit.Token))
            .Failure!.Reason.ShouldBe(TurnFailureReason.CertificateRefused);

        // The same, but for the name.
        var right = await TurnClientConnection.ConnectAsync(new TurnUri("localhost", _server.PortOf(TurnTransport.Tls), TurnTransport.Tls), options, _limit.Token);
        right.Succeeded.ShouldBeTrue();
        await right.Connection!.DisposeAsync();
    }

    private static StunClass? Class(byte[] message) => StunMessage.TryParse(message, out var stun) is StunFault.None ? stun.Class : null;

    private static bool IsSigned(byte[] message) =>
        StunMessage.TryParse(message, out var stun) is StunFault.None && stun.Class is StunClass.Request && stun.Has(StunAttributeType.Username);

    private static (bool Sha1, bool Sha256) Protection(byte[] message)
    {
        StunMessage.TryParse(message, out var stun).ShouldBe(StunFault.None);
        return (stun.HasIntegrity, stun.HasIntegritySha256);
    }

    private static PasswordAlgorithm Algorithm(byte[] message)
    {
        StunMessage.TryParse(message, out var stun).ShouldBe(StunFault.None);
        return stun.TryGet(StunAttributes.PasswordAlgorithm, out var algorithm) ? algorithm : PasswordAlgorithm.None;
    }

    private static bool CanBind(TransportAddress address)
    {
        try
        {
            using var socket = new System.Net.Sockets.UdpClient(address.ToIPEndPoint());
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private TurnUri Uri(TurnTransport transport) => new("127.0.0.1", _server.PortOf(transport), transport);

    private TurnConnectOptions Options()
    {
        var (username, password) = _server.Credential("alice");
        return new TurnConnectOptions
        {
            Credentials = new TurnCredentials(username, password),
            OnData = (in TransportAddress peer, ReadOnlySpan<byte> data) => _received.Writer.TryWrite((peer, data.ToArray())),
            ServerCertificateValidation = IsPinned,
        };
    }

    /// <summary>This very certificate, and the name must be right; only who issued it does not matter.</summary>
    private bool IsPinned(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var pinned = X509CertificateLoader.LoadCertificateFromFile(_server.CertificateFile);
        return errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors
            && certificate?.GetRawCertData().AsSpan().SequenceEqual(pinned.RawData) is true;
    }

    private async Task<TurnClientConnection> Connect(TurnUri uri, TurnConnectOptions? options = null)
    {
        var result = await TurnClientConnection.ConnectAsync(uri, options ?? Options(), _limit.Token);
        result.Succeeded.ShouldBeTrue($"{result.Failure}; the server wrote:\n{_server.Output}");
        return result.Connection!;
    }

    private async Task<byte[]> Next() => (await _received.Reader.ReadAsync(_limit.Token)).Data;
}
