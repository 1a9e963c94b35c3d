using System.Globalization;
using System.Net;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>The minimal relay of this program (<see cref="MinimalRelay.RelayProgram"/>), in a process of its own.</summary>
internal sealed class ReferenceServer : IServerKind
{
    private readonly Dictionary<string, string> _environment = [];
    private readonly bool _lean;

    private ReferenceServer(string name, bool spins = true, bool lean = false)
    {
        Name = name;
        _lean = lean;
        if (!spins)
            _environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
    }

    /// <summary>With the runtime's defaults.</summary>
    public static ReferenceServer Default { get; } = new("minimal relay");

    /// <summary>With a thread pool that sleeps at once when it has no work.</summary>
    public static ReferenceServer WithoutSpinning { get; } = new("minimal relay, no spinning", spins: false);

    /// <summary>With no buffer for an idle connection: the strictest yardstick for memory.</summary>
    public static ReferenceServer WithoutBuffers { get; } = new("minimal relay, no idle buffers", lean: true);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Command(int port)
    {
        string[] command = ["dotnet", typeof(ReferenceServer).Assembly.Location, "relay", "--port", port.ToString(CultureInfo.InvariantCulture)];
        return _lean ? [.. command, "--lean"] : command;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment(int port, string folder) => _environment;

    /// <inheritdoc/>
    public Participant Participant(int number, IPEndPoint server) => new RelayParticipant(number, server);

    /// <inheritdoc/>
    public void Collect(int processId) => ForcedCollection.Of(processId);
}
