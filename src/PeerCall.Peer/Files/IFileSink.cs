namespace PeerCall.Peer;

/// <summary>Where a received file goes, block by block. Each block comes once, in order, and only after its hash was right. Disposing without <see cref="CompleteAsync"/> keeps what can be used later.</summary>
public interface IFileSink : IAsyncDisposable
{
    /// <summary>Reads on in what is there from an earlier attempt, for its hashes; whole blocks. Called until it says 0, before the first <see cref="WriteAsync"/>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<int> ReadKeptAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Takes the next block.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellation);

    /// <summary>The file is complete, and right.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask CompleteAsync(CancellationToken cancellation);

    /// <summary>What is there is of another file: nothing of it is to be kept.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask DiscardAsync();
}

/// <summary>Writes a received file into a stream, which stays open.</summary>
/// <param name="target">The stream.</param>
public sealed class StreamFileSink(Stream target) : IFileSink
{
    /// <inheritdoc/>
    public ValueTask<int> ReadKeptAsync(Memory<byte> buffer, CancellationToken cancellation) => ValueTask.FromResult(0);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellation) => target.WriteAsync(block, cancellation);

    /// <inheritdoc/>
    public ValueTask CompleteAsync(CancellationToken cancellation) => new(target.FlushAsync(cancellation));

    /// <summary>Does nothing: what is in a stream stays.</summary>
    public ValueTask DiscardAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
