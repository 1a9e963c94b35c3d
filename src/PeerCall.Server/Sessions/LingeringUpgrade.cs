using Microsoft.AspNetCore.Http.Features;

namespace PeerCall.Server.Sessions;

/// <summary>
/// Keeps the connection under a WebSocket open for a moment when the socket gives up. After a message that breaks the framing or is not UTF-8, .NET's WebSocket writes
/// its close frame (1007, 1002) and drops the stream in the same breath; with input unread the kernel then resets the connection and the close frame is lost.
/// </summary>
internal sealed class LingeringUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    /// <inheritdoc />
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>The stream, once upgraded.</summary>
    public LingeringStream? Stream { get; private set; }

    /// <summary>Puts itself in the place of the request's own feature.</summary>
    public static void Install(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new LingeringUpgrade(upgrade));
        }
    }

    /// <inheritdoc />
    public async Task<Stream> UpgradeAsync() => Stream = new LingeringStream(await inner.UpgradeAsync());
}

/// <summary>Passes everything through; being disposed ends the connection, but only after a moment.</summary>
internal sealed class LingeringStream(Stream inner) : Stream
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private RequestAbort? _request;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What ends the connection.</summary>
    public void DropBy(RequestAbort request) => _request = request;

    /// <summary>Reads and drops what still comes, until the other end closes or the moment is over.</summary>
    public async Task LingerAsync()
    {
        var rest = new byte[1_024];
        try
        {
            while (await inner.ReadAsync(rest) > 0)
            {
                // Dropped.
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It need not wait for us.
        }
    }

    // The socket is used without tokens: it ends what is pending by disposing this stream.

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc />
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc />
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc />
    public override void Flush() => inner.Flush();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _request, null) is { } request)
        {
            _ = request.AbortAfterAsync(Moment);
        }

        base.Dispose(disposing);
    }
}
