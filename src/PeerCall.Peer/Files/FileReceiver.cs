using System.Buffers;
using PeerCall.Peer.Engine;

namespace PeerCall.Peer.Files;

/// <summary>The receiving end of one file (docs/protocol.md, section 11.1); over several channels if the first is interrupted.</summary>
internal sealed class FileReceiver(IFileSink sink, long size, IProgress<FileProgress>? progress)
{
    private readonly FileBlocks _blocks = new();
    private long _received;
    private bool _hasRead;

    /// <summary>Receives on a channel whose offer was accepted.</summary>
    /// <returns>False if it was interrupted.</returns>
    /// <exception cref="PeerCallException">It is over; a code of <see cref="FileCodes"/>.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the other end was told.</exception>
    public async Task<bool> TryReceiveAsync(IPeerChannel channel, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FileBlocks.BlockBytes);
        try
        {
            await ReadKeptAsync(buffer, cancellation);
            if (!await channel.TrySendAsync(new AcceptMessage(_received), cancellation))
                return false;
            Tell();
            var filled = 0;
            await foreach (var message in channel.ReadAllAsync(cancellation))
            {
                using (message)
                {
                    if (message.IsText)
                    {
                        if (await TakeAsync(channel, FileMessage.Read(message.Data.Span), buffer.AsMemory(0, filled), cancellation))
                            return true;
                        filled = 0;
                    }
                    else
                    {
                        if (message.Data.Length > FileBlocks.LengthAt(_received, size) - filled)
                            throw FileCodes.Fault(FileCodes.Invalid, isByPeer: true);
                        message.Data.CopyTo(buffer.AsMemory(filled));
                        filled += message.Data.Length;
                    }
                }
            }
            return false;
        }
        catch (PeerCallException fault)
        {
            await channel.CancelAsync(fault.Code);
            throw;
        }
        catch (OperationCanceledException)
        {
            await channel.CancelAsync(FileCodes.Cancelled);
            throw;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
        {
            await channel.CancelAsync(FileCodes.WriteFailed);
            throw FileCodes.Fault(FileCodes.WriteFailed, isByPeer: false, unwritable);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ReadKeptAsync(byte[] buffer, CancellationToken cancellation)
    {
        if (_hasRead)
            return;
        _hasRead = true;
        while (_received < size)
        {
            var block = buffer.AsMemory(0, FileBlocks.LengthAt(_received, size));
            var filled = 0;
            while (filled < block.Length && await sink.ReadKeptAsync(block[filled..], cancellation) is > 0 and var count)
                filled += count;
            if (filled < block.Length)
                return;
            _blocks.Add(FileBlocks.Hash(block.Span));
            _received += filled;
        }
    }

    /// <summary>Takes what the sender says.</summary>
    /// <returns>True if the file is complete.</returns>
    private async Task<bool> TakeAsync(IPeerChannel channel, FileMessage? message, ReadOnlyMemory<byte> block, CancellationToken cancellation)
    {
        switch (message)
        {
            case BlockMessage { Hash: var hash } when block.Length > 0 && block.Length == FileBlocks.LengthAt(_received, size):
                var own = FileBlocks.Hash(block.Span);
                if (Convert.ToHexStringLower(own) != hash)
                    throw FileCodes.Fault(FileCodes.Corrupt, isByPeer: true);
                await sink.WriteAsync(block, cancellation);
                _blocks.Add(own);
                _received += block.Length;
                Tell();
                await channel.TrySendAsync(new ProgressMessage(_received), cancellation);
                return false;
            case EndMessage { Hash: var hash } when block.Length == 0 && _received == size:
                if (_blocks.Whole() != hash)
                {
                    await sink.DiscardAsync();
                    throw FileCodes.Fault(FileCodes.Corrupt, isByPeer: true);
                }
                await sink.CompleteAsync(cancellation);
                // The sender closes the channel once it has read this; if it is lost with the channel, the file is here all the same.
                await channel.TrySendAsync(new DoneMessage(), cancellation);
                return true;
            case CancelMessage { Code: var code }:
                throw FileCodes.Fault(code, isByPeer: true);
            default:
                throw FileCodes.Fault(FileCodes.Invalid, isByPeer: true);
        }
    }

    private void Tell() => progress?.Report(new FileProgress(_received, size));
}
