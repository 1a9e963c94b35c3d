using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace PeerCall.Benchmarks.MinimalRelay;

/// <summary>
/// The yardstick: what Kestrel costs when it does nothing but accept WebSockets and pass each frame to the paired one. No protocol, no
/// limits, no log, the runtime's defaults.
/// </summary>
internal static class RelayProgram
{
    private const int BufferBytes = 4096;

    /// <summary>Runs until it is stopped.</summary>
    /// <param name="port">TCP port on the loopback address.</param>
    /// <param name="lean">Whether an idle connection waits without a buffer.</param>
    public static Task RunAsync(int port, bool lean) => Build(port, lean).RunAsync();

    /// <summary>The application, not started yet.</summary>
    /// <param name="port">TCP port on the loopback address, 0 for a free one.</param>
    /// <param name="lean">Whether an idle connection waits without a buffer: least memory, a little more work for each frame.</param>
    public static WebApplication Build(int port, bool lean)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.UseWebSockets();
        var meetings = new Meetings();
        app.Map("/ws", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var partner = await meetings.MeetAsync(context.Request.Query["pair"].ToString(), socket);
            await (lean ? ForwardLeanAsync(socket, partner) : ForwardAsync(socket, partner));
        });
        return app;
    }

    // The loop of any introduction to WebSockets in ASP.NET Core.
    private static async Task ForwardAsync(WebSocket socket, WebSocket partner)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var frame = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (frame.MessageType == WebSocketMessageType.Close)
                return;
            await partner.SendAsync(buffer.AsMemory(0, frame.Count), frame.MessageType, frame.EndOfMessage, CancellationToken.None);
        }
    }

    private static async Task ForwardLeanAsync(WebSocket socket, WebSocket partner)
    {
        while (true)
        {
            // A read into nothing returns when there is something to read.
            await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            var frame = await socket.ReceiveAsync(buffer.AsMemory(0, BufferBytes), CancellationToken.None);
            if (frame.MessageType == WebSocketMessageType.Close)
                return;
            await partner.SendAsync(buffer.AsMemory(0, frame.Count), frame.MessageType, frame.EndOfMessage, CancellationToken.None);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
