using Microsoft.Win32.SafeHandles;

namespace PeerCall.Peer;

/// <summary>A file to send.</summary>
public interface IFileSource : IDisposable
{
    /// <summary>Its name; the receiver takes no path of it.</summary>
    string Name { get; }

    /// <summary>Bytes.</summary>
    long Size { get; }

    /// <summary>Media type (RFC 6838); null if it is not known.</summary>
    string? MediaType { get; }

    /// <summary>Reads bytes from a place; fewer than asked for only at the end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default);
}

/// <summary>A file of this machine.</summary>
public sealed class DiskFileSource : IFileSource
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public DiskFileSource(string path, string? mediaType = null)
    {
        _file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        Name = Path.GetFileName(path);
        Size = RandomAccess.GetLength(_file);
        MediaType = mediaType;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Size { get; }

    /// <inheritdoc/>
    public string? MediaType { get; }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default) => RandomAccess.ReadAsync(_file, buffer, offset, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

/// <summary>A file in memory.</summary>
/// <param name="name">See <see cref="Name"/>.</param>
/// <param name="content">The bytes.</param>
/// <param name="mediaType">See <see cref="MediaType"/>.</param>
public sealed class MemoryFileSource(string name, ReadOnlyMemory<byte> content, string? mediaType = null) : IFileSource
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public long Size => content.Length;

    /// <inheritdoc/>
    public string? MediaType { get; } = mediaType;

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        var count = (int)Math.Clamp(content.Length - offset, 0, buffer.Length);
        content.Slice((int)offset, count).CopyTo(buffer);
        return ValueTask.FromResult(count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
