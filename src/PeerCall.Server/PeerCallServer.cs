using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PeerCall.Peer;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Web;

namespace PeerCall.Server;

/// <summary>
/// The server inside a program of one's own, which adds server peers to it (docs/server-peers.md). It is configured as PeerCall itself is: by <c>appsettings.json</c> beside the program, variables that begin with
/// <c>PEERCALL_</c> and the command line.
/// </summary>
public sealed class PeerCallServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PeerCallServer(WebApplication app) => _app = app;

    /// <summary>The services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens, by HTTP and HTTPS; nowhere before the start.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .Select(static address => new Uri(address.Replace("*", "localhost", StringComparison.Ordinal)))];

    /// <summary>Builds it; it does not listen yet.</summary>
    /// <param name="args">The command line, as <c>--Section:Key=value</c>.</param>
    /// <param name="configure">Adds services, such as server peers by <see cref="ServerPeerServices.AddServerPeer{T}"/>. It comes last: what it registers stands in place of the server's own.</param>
    /// <exception cref="StartupFaultException">The configuration cannot be used.</exception>
    public static PeerCallServer Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        return new PeerCallServer(ServerApp.Build(args, configure));
    }

    /// <summary>Builds it, and runs it until the program is told to stop: what a <c>Main</c> returns.</summary>
    /// <inheritdoc cref="Build"/>
    /// <returns>Exit code: 0; 2 if it cannot start, and standard error says in a sentence why.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        AccountHome.Ensure();
        try
        {
            await using var server = Build(args, configure);
            await server._app.RunToEndAsync(EmbeddedTurnHosting.StartEmbeddedTurnAsync);
            return 0;
        }
        catch (StartupFaultException fault)
        {
            await Console.Error.WriteLineAsync($"PeerCall cannot start: {fault.Message}");
            return 2;
        }
    }

    /// <summary>Starts it; completes when it listens.</summary>
    /// <exception cref="StartupFaultException">It cannot listen or relay where it is told to.</exception>
    /// <exception cref="IOException">A port of the web server is in use.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await _app.StartEmbeddedTurnAsync();
        await _app.StartAsync(cancellation);
    }

    /// <summary>Stops it in good order; see docs/protocol.md, section 2.4.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => _app.StopAsync(cancellation);

    /// <summary>Stops it at once, if that was not done, and frees everything.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
