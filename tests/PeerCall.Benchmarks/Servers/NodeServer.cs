using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>The same relay in Node with the package `ws`, which is fetched into a temporary folder and belongs to no build.</summary>
internal sealed partial class NodeServer : IServerKind, IDisposable
{
    private const int CollectSignal = 12; // SIGUSR2: the script answers it with a collection

    private readonly string _folder;

    private NodeServer(string folder) => _folder = folder;

    /// <inheritdoc/>
    public string Name => "Node, ws";

    /// <summary>Fetches the package.</summary>
    /// <returns>Nothing, and a sentence on the error stream, if Node or the package cannot be had.</returns>
    public static NodeServer? TryInstall()
    {
        var folder = Directory.CreateTempSubdirectory("peercall-node-").FullName;
        File.WriteAllText(Path.Combine(folder, "relay.mjs"), Resource.Text("relay.mjs"));
        var code = ChildProcess.Run(
            ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--silent", "--prefix", folder, "ws@8"], TimeSpan.FromMinutes(2));
        if (code == 0)
            return new NodeServer(folder);
        Directory.Delete(folder, recursive: true);
        Console.Error.WriteLine("Node's line is left out: npm could not install the package ws.");
        return null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Command(int port) =>
        ["node", "--expose-gc", Path.Combine(_folder, "relay.mjs"), port.ToString(CultureInfo.InvariantCulture)];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment(int port, string folder) => new Dictionary<string, string>();

    /// <inheritdoc/>
    public Participant Participant(int number, IPEndPoint server) => new RelayParticipant(number, server);

    /// <inheritdoc/>
    public void Collect(int processId) => _ = kill(processId, CollectSignal);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [LibraryImport("libc")]
    private static partial int kill(int processId, int signal);
}
