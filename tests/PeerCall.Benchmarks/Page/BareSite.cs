using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PeerCall.Benchmarks.MinimalRelay;

namespace PeerCall.Benchmarks.Page;

/// <summary>The bare page, with the minimal relay for its signaling, in this process.</summary>
internal sealed class BareSite : ISite
{
    private readonly WebApplication _app;

    private BareSite(WebApplication app) => _app = app;

    /// <summary>Serves it on a free port.</summary>
    public static async Task<ISite> StartAsync()
    {
        var app = RelayProgram.Build(port: 0, lean: false);
        var page = Resource.Text("bare.html");
        app.MapGet("/", () => Results.Text(page, "text/html"));
        await app.StartAsync();
        return new BareSite(app);
    }

    /// <inheritdoc/>
    public string Address(string room, bool second) =>
        $"{_app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/?room={room}{(second ? "&offers" : "")}";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
