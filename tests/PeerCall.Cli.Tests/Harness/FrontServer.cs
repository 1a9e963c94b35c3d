using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PeerCall.Cli.Tests.Harness;

/// <summary>As much of a PeerCall server as a probe speaks with before it turns to TURN, with credentials that a real one would never hand out.</summary>
internal sealed class FrontServer : IAsyncDisposable
{
    private const string Welcome = """{"type":"welcome","session":"s","heartbeat":{"intervalMs":25000,"timeoutMs":5000},"resumeWindowMs":60000,"maxMessageBytes":65536}""";

    private readonly WebApplication _app;

    private FrontServer(WebApplication app, string username, string credential)
    {
        _app = app;
        Username = username;
        Credential = credential;
    }

    public string Username { get; }

    public string Credential { get; }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts one whose credentials end when a test says.</summary>
    /// <param name="turnUrl">The TURN server's URL.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="end">When they end.</param>
    /// <param name="signaling">What becomes of its WebSocket; null: it greets.</param>
    public static async Task<FrontServer> StartAsync(string turnUrl, string secret, DateTimeOffset end, RequestDelegate? signaling = null)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{end.ToUnixTimeSeconds()}:probe");
        var credential = Convert.ToBase64String(Sign(secret, username));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/api/info", static () => Results.Json(new { version = "1", turn = "external" }));
        app.MapGet("/api/ice-servers", () => Results.Json(new { iceServers = new[] { new { urls = new[] { turnUrl }, username, credential } } }));
        app.Map("/ws", signaling ?? GreetAsync);
        await app.StartAsync();
        return new FrontServer(app, username, credential);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm.")]
    private static byte[] Sign(string secret, string username) => HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username));

    /// <summary>Opens the WebSocket, and drops it when something comes.</summary>
    public static async Task DropAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync("peercall.v1");
        await socket.ReceiveAsync(new byte[4096], context.RequestAborted);
        context.Abort();
    }

    private static async Task GreetAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync("peercall.v1");
        var buffer = new byte[4096];
        await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(Encoding.UTF8.GetBytes(Welcome), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        await socket.ReceiveAsync(buffer, context.RequestAborted);
    }
}
