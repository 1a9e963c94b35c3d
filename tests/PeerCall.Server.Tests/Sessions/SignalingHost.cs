using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>The whole server on a real socket of this machine, with a data folder of its own that can outlast it.</summary>
internal sealed class SignalingHost : IAsyncDisposable
{
    private readonly string _data;
    private readonly bool _ownsData;
    private readonly WebApplication _app;

    private SignalingHost(WebApplication app, string data, bool ownsData)
    {
        _app = app;
        _data = data;
        _ownsData = ownsData;
    }

    public Uri Http => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public Uri WebSocket => new UriBuilder(Http) { Scheme = "ws", Path = "/ws" }.Uri;

    /// <summary>The data folder.</summary>
    public string Data => _data;

    public IServiceProvider Services => _app.Services;

    public static async Task<SignalingHost> StartAsync(params string[] settings) =>
        await StartAsync(Directory.CreateTempSubdirectory("peercall-test-").FullName, ownsData: true, settings);

    /// <summary>With a clock of the test's; timers run by the machine's.</summary>
    public static async Task<SignalingHost> StartAsync(TimeProvider clock, params string[] settings) =>
        await StartAsync(Directory.CreateTempSubdirectory("peercall-test-").FullName, ownsData: true, clock, settings);

    public static async Task<SignalingHost> StartAsync(string data, bool ownsData, params string[] settings) =>
        await StartAsync(data, ownsData, TimeProvider.System, settings);

    private static async Task<SignalingHost> StartAsync(string data, bool ownsData, TimeProvider clock, string[] settings)
    {
        string[] all =
        [
            "--Data=" + data, "--Http:Port=0", "--Http:Address=127.0.0.1", "--Https:Port=", "--Turn:Mode=None", "--Logging:LogLevel:Default=Warning",
            "--Signaling:ConnectionsPerAddress=0", "--Signaling:ConnectionRate=0", "--Signaling:JoinRate=0", .. settings,
        ];
        var app = ServerApp.Build(all, services => services.AddSingleton(clock));
        await app.StartAsync();
        return new SignalingHost(app, data, ownsData);
    }

    /// <summary>Stops in good order, as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsData)
        {
            Directory.Delete(_data, recursive: true);
        }
    }
}
