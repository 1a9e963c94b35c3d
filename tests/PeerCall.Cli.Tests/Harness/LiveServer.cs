using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Peer;
using PeerCall.Server;

namespace PeerCall.Cli.Tests.Harness;

/// <summary>The whole server on real sockets of this machine, without TURN unless a test says otherwise.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    /// <summary>Long enough for the server to take it, and known to nobody.</summary>
    public const string Secret = "a-secret-for-tests-of-32-letters";

    private readonly string _data = Directory.CreateTempSubdirectory("peercall-test-").FullName;
    private readonly WebApplication _app;

    private LiveServer(IPAddress address, string[] settings) => _app = ServerApp.Build(
    [
        "--Data=" + _data, $"--Http:Address={address}", "--Http:Port=0", $"--Https:Address={address}", "--Https:Port=0", "--Turn:Mode=None",
        "--Logging:LogLevel:Default=Warning", "--Signaling:ConnectionsPerAddress=0", "--Signaling:ConnectionRate=0", "--Signaling:JoinRate=0", .. settings,
    ]);

    public Uri Http => Find("http");

    public Uri Https => Find("https");

    public static Task<LiveServer> StartAsync(params string[] settings) => StartAtAsync(IPAddress.Loopback, settings);

    public static async Task<LiveServer> StartAtAsync(IPAddress address, params string[] settings)
    {
        var server = new LiveServer(address, settings);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>With a TURN server that relays at the server's own address.</summary>
    public static Task<LiveServer> StartWithTurnAsync(IPAddress address, params string[] settings) => StartAtAsync(
        address,
        [
            "--Turn:Mode=Embedded", $"--Turn:Address={address}", "--Turn:Port=0", $"--Turn:PublicAddress={address}", $"--Turn:RelayAddress={address}",
            "--Turn:RelayPorts=25000-25999", "--Turn:Secret=" + Secret, .. settings,
        ]);

    /// <summary>A room's link.</summary>
    public string Link(string room = "lab") => $"{Http}r/{room}";

    /// <summary>Somebody else in a room, in this process.</summary>
    public PeerCallClient Participant(string name, string room = "lab", string? password = null) =>
        new(new PeerCallClientOptions { Room = new RoomLink(Http, room), Name = name, Password = password });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private Uri Find(string scheme) => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .Select(static address => new Uri(address)).Single(uri => uri.Scheme == scheme);
}
