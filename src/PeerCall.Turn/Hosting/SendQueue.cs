using System.Buffers;
using System.IO.Pipelines;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Hosting;

/// <summary>
/// What waits to be sent over one TCP or TLS connection. Whoever adds never waits; a worker, there only while there is something to do, writes all that has
/// gathered in one piece, or over TLS message by message. An idle connection holds no buffer.
/// </summary>
/// <param name="output">The connection.</param>
/// <param name="limit">Bytes that may wait.</param>
/// <param name="messageByMessage">
/// Whether each message is written by itself, which over TLS makes it a record of its own: there are clients that take a record for a message (coturn's turnutils_uclient),
/// as coturn sends them so.
/// </param>
/// <param name="failed">Told when the client takes nothing more.</param>
/// <param name="stop">Ends a write that waits.</param>
internal sealed class SendQueue(PipeWriter output, int limit, bool messageByMessage, Action failed, CancellationToken stop) : IThreadPoolWorkItem
{
    private const int FirstBuffer = 4096;

    private readonly Lock _gate = new();
    private int _limit = limit;
    private byte[] _filling = [];
    private int _filled;
    private int _sending;
    private bool _isWorking;
    private long _dropped;
    private TaskCompletionSource? _drained;

    /// <summary>Messages that found no room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Adds a message of two parts, with the padding of streams (RFC 8656 §12.5). False if there is no room: it is lost.</summary>
    public bool TryAdd(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var length = header.Length + payload.Length;
        var padding = ChannelData.Padding(length);
        lock (_gate)
        {
            if (_sending + _filled + length + padding > _limit)
            {
                _dropped++;
                return false;
            }
            Reserve(_filled + length + padding);
            header.CopyTo(_filling.AsSpan(_filled));
            payload.CopyTo(_filling.AsSpan(_filled + header.Length));
            // The buffer was another connection's before.
            _filling.AsSpan(_filled + length, padding).Clear();
            _filled += length + padding;
            if (_isWorking)
                return true;
            _isWorking = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>Takes nothing more, and waits until the worker has ended.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _limit = 0;
            if (!_isWorking)
                return Task.CompletedTask;
            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    private async Task WriteAsync()
    {
        var works = true;
        while (Take() is { } batch)
        {
            if (works && !await TryWriteAsync(batch))
            {
                works = false;
                failed();
            }
            ArrayPool<byte>.Shared.Return(batch);
        }
    }

    private async ValueTask<bool> TryWriteAsync(byte[] batch)
    {
        try
        {
            for (var rest = batch.AsMemory(0, _sending); !rest.IsEmpty;)
            {
                var length = messageByMessage ? StreamFrame.Inspect(rest.Span, rest.Length, FrameLimits.Allocated).PaddedLength : rest.Length;
                var result = await output.WriteAsync(rest[..length], stop);
                if (result.IsCompleted || result.IsCanceled)
                    return false;
                rest = rest[length..];
            }
            return true;
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            return false;
        }
    }

    private byte[]? Take()
    {
        lock (_gate)
        {
            if (_filled == 0)
            {
                _sending = 0;
                _isWorking = false;
                _drained?.SetResult();
                return null;
            }
            var batch = _filling;
            _sending = _filled;
            _filling = [];
            _filled = 0;
            return batch;
        }
    }

    private void Reserve(int length)
    {
        if (length <= _filling.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(length, _filling.Length * 2), FirstBuffer));
        _filling.AsSpan(0, _filled).CopyTo(larger);
        if (_filling.Length > 0)
            ArrayPool<byte>.Shared.Return(_filling);
        _filling = larger;
    }
}
