using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.Rtc.Interop.Relays;

/// <summary>
/// A TURN server for all tests of a class. It relays with an address of this machine that is not loopback, if there is one: Firefox does not pair its
/// candidates, none of which is loopback, with one that is.
/// </summary>
public abstract class RelayServer : IAsyncLifetime
{
    /// <summary>The server.</summary>
    internal ITurnServer Server { get; private set; } = null!;

    /// <summary>An address of this machine.</summary>
    private protected static IPAddress OwnAddress => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static network => network.OperationalStatus is OperationalStatus.Up)
        .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
        .Select(static address => address.Address)
        .FirstOrDefault(static address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)) ?? IPAddress.Loopback;

    public async Task InitializeAsync() => Server = await Start();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>Starts it.</summary>
    private protected abstract Task<ITurnServer> Start();
}

/// <summary>coturn, with the configuration for production.</summary>
public sealed class CoturnRelay : RelayServer
{
    private protected override async Task<ITurnServer> Start() => await CoturnProcess.Start(address: OwnAddress);
}

/// <summary>The server's own TURN server.</summary>
public sealed class PeerCallRelay : RelayServer
{
    private protected override async Task<ITurnServer> Start() => await EmbeddedTurn.Start(
        ("Turn:PublicAddress", $"{OwnAddress}"),
        ("Turn:RelayAddress", $"{OwnAddress}"),
        ("Turn:AllowedPeers", $"127.0.0.0/8,{OwnAddress}/32"));
}
