using System.Globalization;

namespace PeerCall.Server.Links;

/// <summary>The folder of files <c>links-YYYY-MM-DD.jsonl</c>, a file a day (UTC). Folder 0700, files 0600. Used by one at a time.</summary>
internal sealed class LinkFolder(string path) : IDisposable
{
    private const string Prefix = "links-";
    private const string Suffix = ".jsonl";
    private const string DateForm = "yyyy-MM-dd";
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private FileStream? _file;
    private DateOnly _day;

    /// <summary>Path of a day's file.</summary>
    public string PathOf(DateOnly day) => Path.Combine(path, Prefix + day.ToString(DateForm, CultureInfo.InvariantCulture) + Suffix);

    /// <summary>Adds lines to a day's file.</summary>
    /// <exception cref="IOException">The disk is full, or the like.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file is somebody else's.</exception>
    public void Append(DateOnly day, ReadOnlySpan<byte> lines)
    {
        try
        {
            if (_file is null || day != _day)
                Open(day);
            _file!.Write(lines);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Opened anew for the next lines: half a line may stand at the end, and the disk may have come back.
            Dispose();
            throw;
        }
    }

    /// <summary>Deletes the files of days before <paramref name="first"/>. What cannot be deleted stays.</summary>
    public void DeleteBefore(DateOnly first)
    {
        if (!Directory.Exists(path))
            return;
        foreach (var file in Directory.EnumerateFiles(path, Prefix + "*" + Suffix))
        {
            var date = Path.GetFileName(file.AsSpan())[Prefix.Length..^Suffix.Length];
            if (DateOnly.TryParseExact(date, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < first)
                File.Delete(file);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Open(DateOnly day)
    {
        Dispose();
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FolderMode);
        // No buffer: what was written is in the file, and an error is told where it can be handled.
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode0600;
        _file = new FileStream(PathOf(day), options);
        _day = day;
        EndLine(_file);
    }

    /// <summary>Goes to the end, and ends the line that a full disk or a crash has cut off.</summary>
    private static void EndLine(FileStream file)
    {
        if (file.Length == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
            file.WriteByte((byte)'\n');
    }
}
