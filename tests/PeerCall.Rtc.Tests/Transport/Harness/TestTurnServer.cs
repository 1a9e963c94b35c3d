using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerCall.Stun;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;

namespace PeerCall.Rtc.Tests.Transport;

/// <summary>Our TURN server on loopback, over UDP, TCP and TLS.</summary>
internal sealed class TestTurnServer : IAsyncDisposable
{
    private readonly TurnServerHost _host;
    private readonly TcpListener _tcp = new(IPAddress.Loopback, 0);
    private readonly TcpListener _tls = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _serving = [];

    private TestTurnServer(TurnServerHost host)
    {
        _host = host;
        _tcp.Start();
        _tls.Start();
        _serving.Add(Accept(_tcp, ClientTransport.Tcp));
        _serving.Add(Accept(_tls, ClientTransport.Tls));
    }

    public string UdpUrl => $"turn:127.0.0.1:{_host.Addresses[0].Port}?transport=udp";

    public int UdpPort => _host.Addresses[0].Port;

    public string StunUrl => $"stun:127.0.0.1:{_host.Addresses[0].Port}";

    public string TcpUrl => $"turn:127.0.0.1:{Port(_tcp)}?transport=tcp";

    public string TlsUrl => $"turns:127.0.0.1:{Port(_tls)}?transport=tcp";

    public long Allocations => _host.Allocations;

    public RelayTotals Totals => _host.Totals;

    public static async Task<TestTurnServer> Start(int firstRelayPort, bool ipv6 = false, int port = 0) => new(await TurnServerHost.StartAsync(
        new TurnServerHostOptions
        {
            Server = new TurnServerOptions
            {
                PublicIPv4 = IPAddress.Loopback,
                PublicIPv6 = ipv6 ? IPAddress.IPv6Loopback : null,
                FirstRelayPort = firstRelayPort,
                LastRelayPort = firstRelayPort + 199,
                Users = new Dictionary<string, string>(StringComparer.Ordinal) { ["alice"] = "wonderland" },
                MaxAllocationsPerUser = 100,
                AllowedPeers = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")],
                BandwidthPerAllocation = 0,
            },
            ListenAddresses = ipv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback],
            Port = port,
            Shards = 1,
        },
        TimeProvider.System,
        new NoEvents()));

    public static IceServer Server(string url, string password = "wonderland") => new() { Urls = [url], Username = "alice", Credential = password };

    /// <summary>Whether a certificate is this server's, whoever issued it.</summary>
    public bool IsPinned(X509Certificate? shown) => shown?.GetCertHashString() == _certificate.GetCertHashString();

    /// <summary>Ends it, as a crash does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _tcp.Dispose();
        _tls.Dispose();
        await _host.DisposeAsync();
        await Task.WhenAll(_serving);
        _certificate.Dispose();
        _end.Dispose();
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=turn.example.org", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task Accept(TcpListener listener, ClientTransport transport)
    {
        try
        {
            while (true)
                _serving.Add(Serve(await listener.AcceptSocketAsync(_end.Token), transport));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task Serve(Socket socket, ClientTransport transport)
    {
        socket.NoDelay = true;
        var tuple = new FiveTuple(transport, TransportAddress.From((IPEndPoint)socket.RemoteEndPoint!), TransportAddress.From((IPEndPoint)socket.LocalEndPoint!));
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (transport is ClientTransport.Tls)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
            }
            await _host.ServeAsync(new Duplex(PipeReader.Create(stream), PipeWriter.Create(stream)), tuple, _end.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone, or the test ends.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class NoEvents : ITurnServerEvents
    {
        public void AllocationMade(AllocationFacts allocation, ITrafficCounters counters)
        {
        }

        public void AllocationEnded(AllocationFacts allocation, AllocationEnd reason, RelayedTraffic traffic, TimeSpan duration)
        {
        }

        public void RequestRefused(StunMethod method, int code, in FiveTuple client, string? user)
        {
        }

        public void PeerDenied(AllocationFacts allocation, in TransportAddress peer, PeerAddressVerdict verdict, bool isProven)
        {
        }

        public void Dropped(TurnDrop cause)
        {
        }
    }
}
