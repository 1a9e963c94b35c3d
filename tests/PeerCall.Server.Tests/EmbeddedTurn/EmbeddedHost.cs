using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Tests.Web;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>The whole server on real sockets of this machine: HTTP, HTTPS and TURN on free ports, relaying on loopback.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private EmbeddedHost(string[] settings)
    {
        _app = ServerApp.Build(
        [
            "--Data=" + _folder.PathOf("data"), "--Http:Address=127.0.0.1", "--Http:Port=0", "--Https:Address=127.0.0.1", "--Https:Port=0",
            "--Turn:Address=127.0.0.1", "--Turn:Port=0", "--Turn:RelayAddress=127.0.0.1", "--Turn:RelayPorts=23600-23999", "--Logging:LogLevel:Default=Warning",
            .. settings,
        ]);
    }

    /// <summary>Address of plain HTTP.</summary>
    public IPEndPoint Http => Find("http");

    /// <summary>Address of HTTPS.</summary>
    public IPEndPoint Https => Find("https");

    /// <summary>Address of TURN, UDP and TCP.</summary>
    public IPEndPoint Turn => new(IPAddress.Loopback, Embedded.Port!.Value);

    public EmbeddedTurnServer Embedded => _app.Services.GetRequiredService<EmbeddedTurnServer>();

    public RelayLedger Ledger => _app.Services.GetRequiredService<RelayLedger>();

    /// <summary>The secret that credentials are made with.</summary>
    public string Secret => File.ReadAllText(_folder.PathOf("data/turn-secret")).Trim();

    public static async Task<EmbeddedHost> StartAsync(params string[] settings)
    {
        var host = new EmbeddedHost(settings);
        try
        {
            await host._app.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of HTTP that takes the server's own certificate.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private IPEndPoint Find(string scheme)
    {
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var uri = addresses.Select(static address => new Uri(address)).Single(uri => uri.Scheme == scheme);
        return new IPEndPoint(IPAddress.Loopback, uri.Port);
    }
}
