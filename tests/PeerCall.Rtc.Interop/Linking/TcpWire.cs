using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PeerCall.Rtc.Interop.Linking;

/// <summary>To a program without WebSockets: one line of text a line.</summary>
internal sealed class TcpWire : IPeerWire
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private TcpWire(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream(), Encoding.UTF8);
    }

    /// <summary>Starts a program that is told a port, and waits until it comes.</summary>
    public static async Task<TcpWire> Accept(Action<int> start, CancellationToken cancellation)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        start(((IPEndPoint)listener.LocalEndpoint).Port);
        return new TcpWire(await listener.AcceptTcpClientAsync(cancellation));
    }

    /// <inheritdoc/>
    public Task Send(string line, CancellationToken cancellation) =>
        _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellation).AsTask();

    /// <inheritdoc/>
    public Task<string?> Receive(CancellationToken cancellation) => _reader.ReadLineAsync(cancellation).AsTask();

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
