using PeerCall.Peer;

namespace PeerCall.Server.ServerPeers.Echo;

/// <summary>Receives files into temporary ones and sends them back to whom they came from.</summary>
internal sealed partial class EchoFiles(EchoFileSpace space, TimeProvider clock, ILogger logger, CancellationToken stopping)
{
    /// <summary>Bytes of a file at most.</summary>
    private const long MaxSize = 64 << 20;

    /// <summary>Files at a time.</summary>
    private const int MaxFiles = 4;

    /// <summary>From the offer to the end at most: nobody holds one of the places for ever.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(15);

    private int _count;

    /// <summary>Answers an offer, and does what follows from it.</summary>
    public void Take(IncomingFile file) => _ = TakeAsync(file);

    private async Task TakeAsync(IncomingFile file)
    {
        try
        {
            await (file.Size > MaxSize ? file.DeclineAsync(FileCodes.TooLarge) : ReturnAsync(file));
        }
        catch (Exception over) when (over is PeerCallException or OperationCanceledException)
        {
            // The other end has left, has stopped it or does not want it back.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogDisk(logger, fault);
        }
    }

    private async Task ReturnAsync(IncomingFile file)
    {
        if (Interlocked.Increment(ref _count) > MaxFiles)
        {
            Interlocked.Decrement(ref _count);
            await file.DeclineAsync(FileCodes.Busy);
            return;
        }
        try
        {
            if (!space.TryTake(file.Size))
            {
                await file.DeclineAsync(FileCodes.NoSpace);
                return;
            }
            try
            {
                await CarryAsync(file);
            }
            finally
            {
                space.Return(file.Size);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private async Task CarryAsync(IncomingFile file)
    {
        using var patience = new CancellationTokenSource(MaxTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        await using var stored = Open();
        await using (var sink = new StreamFileSink(stored))
            await file.AcceptAsync(sink, progress: null, either.Token);
        using var source = new EchoedFile(file, stored);
        await file.Peer.SendFileAsync(source, progress: null, transfer: null, either.Token);
    }

    private static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"peercall-echo-{Guid.NewGuid():N}"), options);
    }

    [LoggerMessage(EventId = 6301, Level = LogLevel.Warning, Message = "A file to echo could not be kept in the folder for temporary files")]
    private static partial void LogDisk(ILogger logger, Exception fault);

    /// <summary>The kept file, under its own name.</summary>
    private sealed class EchoedFile(IncomingFile file, FileStream stored) : IFileSource
    {
        public string Name => file.Name;

        public long Size => file.Size;

        public string? MediaType => file.MediaType;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default) =>
            RandomAccess.ReadAsync(stored.SafeFileHandle, buffer, offset, cancellation);

        public void Dispose()
        {
            // The stream is its owner's.
        }
    }
}
