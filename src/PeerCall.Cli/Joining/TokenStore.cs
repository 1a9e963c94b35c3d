using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using PeerCall.Peer;

namespace PeerCall.Cli.Joining;

/// <summary>
/// Keeps the session token, so that a run that was cut off comes back as the same peer: one file for each server, room and name in the user's state folder, readable by nobody else, locked while it is in
/// use. A second run at the same time has the next file, and is another peer. Where nothing can be written nothing is kept.
/// </summary>
internal sealed class TokenStore : IAsyncDisposable
{
    /// <summary>Runs of one name at one time; more of them are not remembered.</summary>
    private const int Slots = 16;

    private const int MaxToken = 4096;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    private readonly FileStream? _file;
    private readonly Channel<string> _newest = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _writing;

    private TokenStore(FileStream? file)
    {
        _file = file;
        Kept = Read();
        _writing = WriteAsync();
    }

    /// <summary>The token of a run that was cut off; null if there is none. A secret.</summary>
    public string? Kept { get; }

    /// <summary>The user's state folder (XDG base directories), or its like elsewhere.</summary>
    private static string Folder
    {
        get
        {
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            if (string.IsNullOrEmpty(state) || !Path.IsPathRooted(state))
            {
                state = OperatingSystem.IsWindows()
                    ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            }
            return Path.Combine(state, "peercall");
        }
    }

    /// <summary>Opens the first file that nobody else uses.</summary>
    public static TokenStore Open(RoomLink room, string name)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{room.Server}\n{room.Room}\n{name}")))[..32];
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Folder);
            else
                Directory.CreateDirectory(Folder, PrivateFolder);
            for (var slot = 1; slot <= Slots; slot++)
            {
                if (TryOpen(Path.Combine(Folder, $"{key}-{slot}.token")) is { } file)
                    return new TokenStore(file);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A convenience: without it the next run is a new peer.
        }
        return new TokenStore(null);
    }

    /// <summary>Keeps a newer one; does not block.</summary>
    public void Keep(string token) => _newest.Writer.TryWrite(token);

    /// <summary>The stay has ended in good order: the next one is another.</summary>
    public void Forget() => Keep("");

    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _writing;
        if (_file is not null)
            await _file.DisposeAsync();
    }

    private static FileStream? TryOpen(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = PrivateFile;
        try
        {
            return new FileStream(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private string? Read()
    {
        if (_file is not { Length: > 0 and <= MaxToken })
            return null;
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        return Encoding.ASCII.GetString(bytes);
    }

    private async Task WriteAsync()
    {
        await foreach (var token in _newest.Reader.ReadAllAsync())
        {
            if (_file is null)
                continue;
            try
            {
                await RandomAccess.WriteAsync(_file.SafeFileHandle, Encoding.ASCII.GetBytes(token), 0);
                _file.SetLength(token.Length);
            }
            catch (IOException)
            {
                // The disk is full; what is there may still be good.
            }
        }
    }
}
