using System.Buffers;
using System.Threading.Channels;
using PeerCall.Peer.Engine;

namespace PeerCall.Peer.Files;

/// <summary>The sending end of one file (docs/protocol.md, section 11.1); over several channels if the first is interrupted.</summary>
internal sealed class FileSender(IFileSource source, string transfer, IProgress<FileProgress>? progress)
{
    private readonly FileBlocks _blocks = new();

    /// <summary>Bytes that the receiver has for good.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Sends on a channel that is open.</summary>
    /// <returns>False if it was interrupted.</returns>
    /// <exception cref="PeerCallException">It is over: declined, cancelled, or one end cannot go on; a code of <see cref="FileCodes"/>.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the other end was told.</exception>
    public async Task<bool> TrySendAsync(IPeerChannel channel, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var attempt = new Attempt(source.Size);
        var listening = ListenAsync(channel, attempt, over);
        try
        {
            await channel.SendAsync(new OfferMessage(transfer, source.Name, source.Size, source.MediaType).ToText(), over.Token);
            var offset = await attempt.Accepted.WaitAsync(over.Token);
            await HashUpToAsync(offset, over.Token);
            await SendFromAsync(channel, offset, attempt, over.Token);
            await channel.SendAsync(new EndMessage(_blocks.Whole()).ToText(), over.Token);
            await attempt.Done.WaitAsync(over.Token);
            channel.Close();
            Tell(source.Size);
            return true;
        }
        catch (ChannelClosedException)
        {
            return attempt.Fault is { } fault ? throw fault : false;
        }
        catch (OperationCanceledException)
        {
            if (attempt.Fault is { } fault)
                throw fault;
            if (!cancellation.IsCancellationRequested)
                return false;
            await channel.CancelAsync(FileCodes.Cancelled);
            throw;
        }
        catch (IOException unreadable)
        {
            await channel.CancelAsync(FileCodes.ReadFailed);
            throw FileCodes.Fault(FileCodes.ReadFailed, isByPeer: false, unreadable);
        }
        finally
        {
            await over.CancelAsync();
            channel.Close();
            await listening;
        }
    }

    private async Task SendFromAsync(IPeerChannel channel, long offset, Attempt attempt, CancellationToken cancellation)
    {
        var piece = Math.Min(FileChannel.PieceBytes, channel.MaxMessageSize);
        var buffer = ArrayPool<byte>.Shared.Rent(FileBlocks.BlockBytes);
        try
        {
            while (offset < source.Size)
            {
                var block = buffer.AsMemory(0, FileBlocks.LengthAt(offset, source.Size));
                await attempt.WaitForWindowAsync(offset + block.Length - FileChannel.WindowBytes, cancellation);
                await ReadAsync(offset, block, cancellation);
                for (var at = 0; at < block.Length; at += piece)
                    await channel.SendAsync(block.Slice(at, Math.Min(piece, block.Length - at)), cancellation);
                await channel.SendAsync(new BlockMessage(HashOf(offset, block.Span)).ToText(), cancellation);
                offset += block.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The receiver has blocks that this end has not read yet: from before this process.</summary>
    private async Task HashUpToAsync(long offset, CancellationToken cancellation)
    {
        var at = (long)_blocks.Count * FileBlocks.BlockBytes;
        if (at >= offset)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(FileBlocks.BlockBytes);
        try
        {
            for (; at < offset; at += FileBlocks.BlockBytes)
            {
                var block = buffer.AsMemory(0, FileBlocks.LengthAt(at, source.Size));
                await ReadAsync(at, block, cancellation);
                _blocks.Add(FileBlocks.Hash(block.Span));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string HashOf(long offset, ReadOnlySpan<byte> block)
    {
        var hash = FileBlocks.Hash(block);
        if (offset / FileBlocks.BlockBytes == _blocks.Count)
            _blocks.Add(hash);
        return Convert.ToHexStringLower(hash);
    }

    private async Task ReadAsync(long offset, Memory<byte> block, CancellationToken cancellation)
    {
        for (var at = 0; at < block.Length;)
        {
            var count = await source.ReadAsync(offset + at, block[at..], cancellation);
            if (count == 0)
                throw new EndOfStreamException("The file has become shorter while it was sent.");
            at += count;
        }
    }

    private async Task ListenAsync(IPeerChannel channel, Attempt attempt, CancellationTokenSource over)
    {
        try
        {
            await foreach (var message in channel.ReadAllAsync(over.Token))
            {
                using (message)
                {
                    if (!Take(message.IsText ? FileMessage.Read(message.Data.Span) : null, attempt))
                    {
                        await channel.CancelAsync(FileCodes.Invalid);
                        attempt.Fault = FileCodes.Fault(FileCodes.Invalid, isByPeer: true);
                    }
                }
                if (attempt.Fault is not null)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await over.CancelAsync();
    }

    /// <summary>Takes what the receiver says.</summary>
    /// <returns>False if the protocol does not allow it.</returns>
    private bool Take(FileMessage? message, Attempt attempt)
    {
        switch (message)
        {
            case AcceptMessage { Offset: var offset }:
                return (offset == source.Size || offset % FileBlocks.BlockBytes == 0) && Advance(offset, attempt) && attempt.Accept(offset);
            case ProgressMessage { Received: var received }:
                return attempt.Accepted.IsCompleted && Advance(received, attempt);
            case DoneMessage:
                return attempt.Finish();
            case DeclineMessage { Code: var code }:
                attempt.Fault = FileCodes.Fault(code, isByPeer: true);
                return true;
            case CancelMessage { Code: var code }:
                attempt.Fault = FileCodes.Fault(code, isByPeer: true);
                return true;
            default:
                return false;
        }
    }

    private bool Advance(long received, Attempt attempt)
    {
        if (received > source.Size || !attempt.Advance(received))
            return false;
        Tell(received);
        return true;
    }

    private void Tell(long bytes)
    {
        Confirmed = bytes;
        progress?.Report(new FileProgress(bytes, source.Size));
    }

    /// <summary>What the receiver has said on one channel.</summary>
    private sealed class Attempt(long size)
    {
        private readonly TaskCompletionSource<long> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();
        private TaskCompletionSource? _moved;
        private long _received;
        private volatile PeerCallException? _fault;

        public Task<long> Accepted => _accepted.Task;

        public Task Done => _done.Task;

        public PeerCallException? Fault
        {
            get => _fault;
            set => _fault = value;
        }

        public bool Accept(long offset) => _accepted.TrySetResult(offset);

        public bool Finish() => Accepted.IsCompleted && Volatile.Read(ref _received) == size && _done.TrySetResult();

        public bool Advance(long received)
        {
            lock (_gate)
            {
                if (received < _received)
                    return false;
                _received = received;
                _moved?.TrySetResult();
                _moved = null;
                return true;
            }
        }

        /// <summary>Waits until the receiver has so many bytes.</summary>
        public async ValueTask WaitForWindowAsync(long least, CancellationToken cancellation)
        {
            while (true)
            {
                Task moved;
                lock (_gate)
                {
                    if (_received >= least)
                        return;
                    moved = (_moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
                await moved.WaitAsync(cancellation);
            }
        }
    }
}
