namespace PeerCall.Server.Web;

/// <summary>Files that only the owner may read (mode 0600), replaced as a whole: a reader sees the old content or the new one.</summary>
internal static class PrivateFile
{
    /// <summary>Writes <paramref name="content"/> beside <paramref name="path"/> and renames it into place.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var next = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(next, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(next, path, overwrite: true);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }
}
