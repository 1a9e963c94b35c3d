using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server;

namespace PeerCall.Peer.Tests.Rooms;

/// <summary>The whole server on real sockets of this machine, with a data folder that outlasts a restart.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("peercall-test-").FullName;
    private readonly string[] _settings;
    private readonly Action<IServiceCollection>? _services;
    private WebApplication _app;

    private LiveServer(string[] settings, Action<IServiceCollection>? services)
    {
        _settings = settings;
        _services = services;
        _app = Build("0", "0");
    }

    public Uri Http => Find("http");

    public Uri Https => Find("https");

    public IServiceProvider Services => _app.Services;

    public static Task<LiveServer> StartAsync(params string[] settings) => StartAsync(services: null, settings);

    /// <summary>With services of the test's own.</summary>
    public static async Task<LiveServer> StartAsync(Action<IServiceCollection>? services, params string[] settings)
    {
        var server = new LiveServer(settings, services);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The link of a room.</summary>
    public RoomLink Room(string room = "lab") => new(Http, room);

    public PeerCallClientOptions Options(string name, string room = "lab") => new() { Room = Room(room), Name = name };

    /// <summary>Stops in good order and starts again on the same ports.</summary>
    public async Task RestartAsync()
    {
        var (http, https) = (Http.Port, Https.Port);
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = Build($"{http}", $"{https}");
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private WebApplication Build(string http, string https) => ServerApp.Build(
    [
        "--Data=" + _data, "--Http:Address=127.0.0.1", "--Http:Port=" + http, "--Https:Address=127.0.0.1", "--Https:Port=" + https, "--Turn:Mode=None",
        "--Logging:LogLevel:Default=Warning", "--Signaling:ConnectionsPerAddress=0", "--Signaling:ConnectionRate=0", "--Signaling:JoinRate=0", .. _settings,
    ], _services);

    private Uri Find(string scheme) => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .Select(static address => new Uri(address)).Single(uri => uri.Scheme == scheme);
}
