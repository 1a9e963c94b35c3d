using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.Rtc.Interop.Linking;

/// <summary>Serves the page of the foreign peers on localhost, which is a secure context, and takes the WebSocket that it opens.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly int _port = FreePorts.Next();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<IPeerWire>> _expected = new(StringComparer.Ordinal);
    private readonly Task _serving;
    private int _names;

    public PageServer()
    {
        _listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_port}/"));
        _listener.Start();
        _serving = Serve();
    }

    /// <summary>A page for one browser, and the wire that it will open.</summary>
    /// <param name="withDevices">Whether the page uses (fake) camera and microphone, and so learns the machine's addresses.</param>
    public (Uri Page, Task<IPeerWire> Wire) Expect(bool withDevices)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"browser{Interlocked.Increment(ref _names)}");
        var wire = new TaskCompletionSource<IPeerWire>(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected[name] = wire;
        return (new Uri($"http://localhost:{_port}/peer.html?name={name}&devices={(withDevices ? "true" : "false")}"), wire.Task);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                await Answer(await _listener.GetContextAsync());
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                if (!_listener.IsListening)
                    return;
            }
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        if (context.Request.IsWebSocketRequest && _expected.TryRemove(context.Request.QueryString["name"] ?? "", out var expected))
        {
            expected.SetResult(new WebSocketWire((await context.AcceptWebSocketAsync(subProtocol: null)).WebSocket));
            return;
        }
        using var response = context.Response;
        await using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream(context.Request.Url!.AbsolutePath.TrimStart('/'));
        if (file is null)
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }
        response.ContentType = context.Request.Url.AbsolutePath.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/html";
        await file.CopyToAsync(response.OutputStream);
    }
}
