using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using PeerCall.Turn.Client;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>coturn with the configuration of <c>turn/</c>, on loopback and free ports. What it relays, production relays.</summary>
internal sealed class CoturnProcess : ITurnServer
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-coturn-");
    private ChildProcess? _process;

    /// <inheritdoc/>
    public IPAddress Address { get; private init; } = IPAddress.Loopback;

    /// <summary>UDP and TCP port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>TLS port.</summary>
    public int TlsPort { get; } = FreePorts.Next();

    /// <summary>The shared secret.</summary>
    public string Secret { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>start.sh becomes turnserver, so this is turnserver's own.</summary>
    public int ProcessId => _process!.Id;

    /// <inheritdoc/>
    public string CertificateFile => Path.Combine(_folder.FullName, "cert.pem");

    /// <summary>What is in the folder that coturn was given for its temporary files.</summary>
    public IEnumerable<string> FilesLeft => _folder.EnumerateFileSystemInfos().Select(static file => file.Name);

    /// <inheritdoc/>
    public string Output => _process?.Output ?? "";

    public string UdpUrl => $"turn:127.0.0.1:{Port}?transport=udp";

    public string TcpUrl => $"turn:127.0.0.1:{Port}?transport=tcp";

    public string TlsUrl => $"turns:127.0.0.1:{TlsPort}?transport=tcp";

    /// <summary>Starts coturn and waits until it takes connections.</summary>
    /// <param name="allowLoopback">Whether relays on loopback may reach each other; false is the configuration as shipped.</param>
    /// <param name="externalIp">Value of <c>PEERCALL_TURN_EXTERNAL_IP</c>.</param>
    /// <param name="address">Where it listens, relays and may relay to, in place of loopback; an address of this machine.</param>
    public static async Task<CoturnProcess> Start(bool allowLoopback = true, string? externalIp = null, IPAddress? address = null)
    {
        var coturn = new CoturnProcess { Address = address ?? IPAddress.Loopback };
        try
        {
            await coturn.Run(allowLoopback, externalIp);
            return coturn;
        }
        catch
        {
            await coturn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings that tell a PeerCall server about this coturn, with the transports asked for.</summary>
    public IReadOnlyDictionary<string, string> ServerSettings(params string[] urls)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Turn:Mode"] = "External", ["Turn:Secret"] = Secret };
        for (var i = 0; i < urls.Length; i++)
            settings[string.Create(CultureInfo.InvariantCulture, $"Turn:Urls:{i}")] = urls[i];
        return settings;
    }

    /// <inheritdoc/>
    public int PortOf(TurnTransport transport) => transport is TurnTransport.Tls ? TlsPort : Port;

    /// <inheritdoc/>
    public (string Username, string Password) Credential(string name) => EphemeralCredential.Of(Secret, name);

    /// <summary>The password of any user name.</summary>
    public (string Username, string Password) Sign(string username) => EphemeralCredential.Sign(Secret, username);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task Run(bool allowLoopback, string? externalIp)
    {
        var (certificate, key) = await ThrowawayCertificate.WriteTo(_folder, Address);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TMPDIR"] = _folder.FullName,
            ["PEERCALL_TURN_SECRET"] = Secret,
            ["PEERCALL_TURN_REALM"] = "peercall.test",
            ["PEERCALL_TURN_CERT"] = certificate,
            ["PEERCALL_TURN_KEY"] = key,
            ["PEERCALL_TURN_LISTEN"] = IPAddress.IsLoopback(Address) ? "127.0.0.1 ::1" : Address.ToString(),
            ["PEERCALL_TURN_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
            ["PEERCALL_TURN_TLS_PORT"] = TlsPort.ToString(CultureInfo.InvariantCulture),
            ["PEERCALL_TURN_EXTERNAL_IP"] = externalIp ?? "",
            ["PEERCALL_TURN_ALLOW"] = allowLoopback ? Address.ToString() : "",
        };
        string[] options = allowLoopback ? ["--allow-loopback-peers"] : [];
        _process = ChildProcess.Start(Path.Combine(BuildPaths.Turn, "start.sh"), options, environment);
        await Eventually.Holds(IsListening, StartTimeout, () => $"coturn listens. It wrote:\n{Output}");
    }

    private async Task<bool> IsListening()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"coturn ended with code {_process.ExitCode}:\n{Output}");
        return await Accepts(Port) && await Accepts(TlsPort);
    }

    private async Task<bool> Accepts(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
