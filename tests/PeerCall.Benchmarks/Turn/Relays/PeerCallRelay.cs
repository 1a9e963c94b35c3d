using System.Globalization;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Turn.Relays;

/// <summary>The relay of PeerCall.Server, the whole program as it is published: one relay thread, loopback peers, no quotas, no bandwidth limit.</summary>
internal sealed class PeerCallRelay(RelaySettings settings) : IProgram
{
    private readonly string _assembly = Checkout.Server();

    /// <inheritdoc/>
    public string Name => "PeerCall.Server";

    /// <inheritdoc/>
    public IReadOnlyList<string> Command(int port) => ["dotnet", _assembly];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment(int port, string folder) => new Dictionary<string, string>
    {
        ["PEERCALL_Http__Port"] = MeasuredProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        ["PEERCALL_Http__Address"] = "127.0.0.1",
        ["PEERCALL_Https__Port"] = "",
        ["PEERCALL_DATA"] = folder,
        ["PEERCALL_Turn__Mode"] = "Embedded",
        ["PEERCALL_Turn__Address"] = "127.0.0.1",
        ["PEERCALL_Turn__Port"] = port.ToString(CultureInfo.InvariantCulture),
        ["PEERCALL_Turn__Secret"] = settings.Secret,
        ["PEERCALL_Turn__PublicAddress"] = "127.0.0.1",
        ["PEERCALL_Turn__RelayAddress"] = "127.0.0.1",
        ["PEERCALL_Turn__RelayPorts"] = string.Create(CultureInfo.InvariantCulture, $"{settings.FirstPort}-{settings.LastPort}"),
        ["PEERCALL_Turn__AllowedPeers"] = "127.0.0.0/8",
        ["PEERCALL_Turn__Threads"] = "1",
        ["PEERCALL_Turn__MaxAllocations"] = settings.Ports.ToString(CultureInfo.InvariantCulture),
        ["PEERCALL_Turn__BandwidthPerAllocation"] = "0",
    };

    /// <inheritdoc/>
    public void Collect(int processId) => ForcedCollection.Of(processId);
}
