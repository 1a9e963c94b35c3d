using System.Globalization;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Turn.Relays;

/// <summary>
/// coturn with one relay thread: ephemeral credentials, loopback peers, no TLS, no quotas, no bandwidth limit. Its log has a line for an allocation and
/// none for a packet.
/// </summary>
internal sealed class CoturnRelay(RelaySettings settings) : IProgram
{
    private const string Executable = "turnserver";

    /// <summary>Whether it is installed.</summary>
    public static bool IsInstalled => (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(static folder => File.Exists(Path.Combine(folder, Executable)));

    /// <inheritdoc/>
    public string Name => "coturn";

    /// <inheritdoc/>
    public IReadOnlyList<string> Command(int port) =>
    [
        Executable,
        "-n", // no configuration file: that of the machine is none of ours
        "--userdb=:memory:",
        "--pidfile=/dev/null",
        "--log-file=stdout",
        "--no-stdout-log",
        "--no-cli",
        "--no-tls",
        "--no-dtls",
        "--no-tcp-relay",
        "--relay-threads=1",
        "--listening-ip=127.0.0.1",
        "--relay-ip=127.0.0.1",
        "--allow-loopback-peers",
        "--allowed-peer-ip=127.0.0.0-127.255.255.255",
        "--realm=benchmark",
        "--use-auth-secret",
        $"--static-auth-secret={settings.Secret}",
        string.Create(CultureInfo.InvariantCulture, $"--listening-port={port}"),
        string.Create(CultureInfo.InvariantCulture, $"--min-port={settings.FirstPort}"),
        string.Create(CultureInfo.InvariantCulture, $"--max-port={settings.LastPort}"),
    ];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment(int port, string folder) => new Dictionary<string, string>();

    /// <summary>C frees at once.</summary>
    public void Collect(int processId)
    {
    }
}
