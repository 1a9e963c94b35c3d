using System.Globalization;
using System.Reflection;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.NetworkLab.Network;

/// <summary>
/// Two clients behind NATs and a server in network namespaces (tests/natlab/natlab). There is one of a name at a time; building it removes what an earlier run
/// has left, and disposing of it ends every process inside.
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    /// <summary>How its namespaces begin: <c>pcl-a</c>, <c>pcl-srv</c> … Two runs with two names do not wait for each other. <c>PEERCALL_NETWORK_LAB_NAME</c>, default <c>pcl</c>.</summary>
    public static readonly string Name = Environment.GetEnvironmentVariable("PEERCALL_NETWORK_LAB_NAME") is { Length: > 0 } name ? name : "pcl";

    /// <summary>Address of the server.</summary>
    public const string ServerAddress = "203.0.113.10";

    /// <summary>Another address of the same machine, for a TURN server of its own.</summary>
    public const string TurnAddress = "203.0.113.20";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LabLock _lock;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["NATLAB"] = Name };

    private Lab(LabLock held) => _lock = held;

    /// <summary>Builds it.</summary>
    /// <param name="a">What stands before client A.</param>
    /// <param name="b">What stands before client B.</param>
    /// <param name="shapeA">Shape of A's way to the internet, as <c>delay=40 loss=2 rate=1500</c> (ms, percent, kbit/s, each way); null: as fast as the machine.</param>
    /// <param name="shapeB">The same for B.</param>
    public static async Task<Lab> Build(NatKind a, NatKind b, string? shapeA = null, string? shapeB = null)
    {
        var lab = new Lab(await LabLock.Take());
        try
        {
            List<string> arguments = ["up", "--a", a.Word(), "--b", b.Word()];
            if (shapeA is not null)
                arguments.AddRange(["--a-link", shapeA]);
            if (shapeB is not null)
                arguments.AddRange(["--b-link", shapeB]);
            await lab.Natlab([.. arguments]);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Name of a client's namespace.</summary>
    public static string Namespace(Side side) => $"{Name}-{Word(side)}";

    /// <summary>Name of the server's.</summary>
    public static string ServerNamespace => $"{Name}-srv";

    /// <summary>Another address for a client, as after a change of network.</summary>
    public Task ChangeAddress(Side side) => Natlab("readdr", Word(side));

    /// <summary>Another NAT before a client; its mappings are forgotten.</summary>
    public Task ChangeNat(Side side, NatKind kind) => Natlab("nat", Word(side), kind.Word());

    /// <summary>Pulls a client's cable out, and puts it in again after a time.</summary>
    public Task Outage(Side side, TimeSpan time) => Natlab("outage", Word(side), time.TotalSeconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>Another shape of the way to the internet of a client that was built with one.</summary>
    public Task Shape(Side side, string shape) => Natlab("shape", Word(side), shape);

    /// <summary>What goes between a client and a TCP port of the server gets lost from now on.</summary>
    public Task Block(Side side, int port) => Natlab("block", Word(side), "tcp", port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Nothing gets lost any more.</summary>
    public Task Unblock(Side side) => Natlab("unblock", Word(side));

    /// <summary>A firewall at the server, which lets nothing in to the ports that are relayed through, as of an operator who has opened only TURN's own.</summary>
    public Task CloseRelayPorts() => Natlab(
        "exec", "srv", "nft", "add table ip closed; add chain ip closed input { type filter hook input priority 0; }; add rule ip closed input udp dport 49160-49999 drop");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Natlab("down");
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static string Word(Side side) => side is Side.A ? "a" : "b";

    private async Task Natlab(params string[] arguments)
    {
        var script = typeof(Lab).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "NatlabPath").Value!;
        await using var process = ChildProcess.Start(script, arguments, _environment);
        (await process.Exit(Patience)).ShouldBe(0, $"natlab {string.Join(' ', arguments)}: {process.Output}");
    }
}
