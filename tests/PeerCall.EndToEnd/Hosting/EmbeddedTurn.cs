using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using PeerCall.Turn.Client;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>The server with its own TURN server, relaying on loopback, and with HTTPS.</summary>
internal sealed class EmbeddedTurn : ITurnServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-turn-");
    private readonly string _secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private ServerProcess? _server;

    private EmbeddedTurn()
    {
    }

    /// <summary>Port of TURN over UDP, TCP and TLS.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>Port of the page over HTTPS.</summary>
    public int HttpsPort { get; } = FreePorts.Next();

    /// <summary>Port of the page over HTTP.</summary>
    public int HttpPort => _server!.Url.Port;

    /// <inheritdoc/>
    public IPAddress Address => IPAddress.Loopback;

    /// <inheritdoc/>
    public string CertificateFile { get; private set; } = "";

    /// <summary>Id of the process.</summary>
    public int ProcessId => _server!.ProcessId;

    /// <inheritdoc/>
    public string Output => _server?.Output ?? "";

    /// <summary>Whether <see cref="PortOf"/> names the ports of the page for TCP and TLS, which serve TURN too. Default: false, TURN's own port.</summary>
    public bool OnPage { get; init; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Configuration keys beside those that make it relay on loopback.</param>
    public static Task<EmbeddedTurn> Start(params (string Key, string Value)[] settings) => Start(new EmbeddedTurn(), settings);

    /// <summary>The same, to be spoken to at the ports of the page.</summary>
    public static Task<EmbeddedTurn> StartOnPage(params (string Key, string Value)[] settings) => Start(new EmbeddedTurn { OnPage = true }, settings);

    /// <inheritdoc/>
    public int PortOf(TurnTransport transport) => (OnPage, transport) switch
    {
        (true, TurnTransport.Tcp) => HttpPort,
        (true, TurnTransport.Tls) => HttpsPort,
        _ => Port,
    };

    /// <inheritdoc/>
    public (string Username, string Password) Credential(string name) => EphemeralCredential.Of(_secret, name);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<EmbeddedTurn> Start(EmbeddedTurn turn, (string Key, string Value)[] settings)
    {
        try
        {
            await turn.Run(settings);
            return turn;
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    private async Task Run((string Key, string Value)[] settings)
    {
        (CertificateFile, var key) = await ThrowawayCertificate.WriteTo(_folder);
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Https:Address"] = "127.0.0.1",
            ["Https:Port"] = HttpsPort.ToString(CultureInfo.InvariantCulture),
            ["Https:Certificate"] = CertificateFile,
            ["Https:Key"] = key,
            ["Turn:Mode"] = "Embedded",
            ["Turn:Port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["Turn:Secret"] = _secret,
            ["Turn:PublicAddress"] = "127.0.0.1",
            ["Turn:RelayAddress"] = "127.0.0.1",
            // Beside the ports that the system gives to whoever asks for any, so that Turn:Port is never one of them.
            ["Turn:RelayPorts"] = "24000-24999",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        _server = await ServerProcess.Start(all);
    }
}
