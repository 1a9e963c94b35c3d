using System.Globalization;
using PeerCall.Peer.Files;

namespace PeerCall.Peer;

/// <summary>
/// Writes a received file into a folder. Until it is complete it is <c>.NAME.TRANSFER.part</c>, and what is there of it is used when the same file is offered again, also by another process. A file that is
/// there already is never overwritten: the new one gets a number.
/// </summary>
public sealed class DirectoryFileSink : IFileSink
{
    private readonly string _folder;
    private readonly string _name;
    private readonly string _part;
    private readonly FileStream _stream;

    private DirectoryFileSink(string folder, string name, string part, FileStream stream)
    {
        _folder = folder;
        _name = name;
        _part = part;
        _stream = stream;
    }

    /// <summary>Where the file is; null until it is complete.</summary>
    public string? CompletedPath { get; private set; }

    /// <summary>Opens a file in a folder for an offer.</summary>
    /// <param name="folder">The folder; it has to exist.</param>
    /// <param name="file">The offer.</param>
    /// <exception cref="IOException">It cannot be written, or somebody else receives it just now.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="PeerCallException">There is no space for it (<see cref="FileCodes.NoSpace"/>).</exception>
    public static DirectoryFileSink Open(string folder, IncomingFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var part = Path.Combine(folder, $".{file.Name}.{file.Transfer}.part");
        var stream = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        });
        try
        {
            var kept = stream.Length - (stream.Length % FileBlocks.BlockBytes);
            if (stream.Length == file.Size)
                kept = stream.Length;
            // Longer than the file: it is of another one.
            stream.SetLength(kept <= file.Size ? kept : 0);
            if (FreeBytes(folder) is { } free && free < file.Size - stream.Length)
                throw FileCodes.Fault(FileCodes.NoSpace, isByPeer: false);
            return new DirectoryFileSink(folder, file.Name, part, stream);
        }
        catch
        {
            var isEmpty = stream.Length == 0;
            stream.Dispose();
            if (isEmpty)
                File.Delete(part);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadKeptAsync(Memory<byte> buffer, CancellationToken cancellation) => _stream.ReadAsync(buffer, cancellation);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellation) => _stream.WriteAsync(block, cancellation);

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        await _stream.FlushAsync(cancellation);
        await _stream.DisposeAsync();
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(_folder, number == 1 ? _name : Numbered(number));
            try
            {
                File.Move(_part, path, overwrite: false);
                CompletedPath = path;
                return;
            }
            catch (IOException) when (File.Exists(path) || Directory.Exists(path))
            {
                // Somebody's; the next number.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DiscardAsync()
    {
        _stream.SetLength(0);
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the part, which stays if anything is in it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (CompletedPath is not null || !_stream.CanRead)
            return;
        var isEmpty = _stream.Length == 0;
        await _stream.DisposeAsync();
        if (isEmpty)
            File.Delete(_part);
    }

    private string Numbered(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(_name)} ({number}){Path.GetExtension(_name)}");

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not to be known; writing will tell.
            return null;
        }
    }
}
