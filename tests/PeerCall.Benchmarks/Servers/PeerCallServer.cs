using System.Globalization;
using System.Net;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>PeerCall.Server as it is published, with only those limits lifted that a load from one address would meet.</summary>
internal sealed class PeerCallServer : IServerKind
{
    private readonly string _assembly = Checkout.Server();

    /// <inheritdoc/>
    public string Name => "PeerCall.Server";

    /// <inheritdoc/>
    public IReadOnlyList<string> Command(int port) => ["dotnet", _assembly];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment(int port, string folder) => new Dictionary<string, string>
    {
        ["PEERCALL_Http__Port"] = port.ToString(CultureInfo.InvariantCulture),
        ["PEERCALL_Http__Address"] = "127.0.0.1",
        ["PEERCALL_Https__Port"] = "",
        ["PEERCALL_Turn__Port"] = "0",
        ["PEERCALL_Signaling__MessagesPerSecond"] = "0",
        ["PEERCALL_Signaling__ConnectionsPerAddress"] = "0",
        ["PEERCALL_Signaling__ConnectionRate"] = "0",
        ["PEERCALL_Signaling__JoinRate"] = "0",
        ["PEERCALL_DATA"] = folder,
    };

    /// <inheritdoc/>
    public Participant Participant(int number, IPEndPoint server) => new PeerCallParticipant(number, server);

    /// <inheritdoc/>
    public void Collect(int processId) => ForcedCollection.Of(processId);
}
