namespace PeerCall.Server.Web;

/// <summary>Finds the client on this machine.</summary>
internal static class PageFolder
{
    /// <summary>File beside a built (not a published) program that holds the path of the client's source folder.</summary>
    private const string SourceRecord = "client-folder.txt";

    /// <summary>Folder of the built client, or null if there is none.</summary>
    public static string? Built(PageOptions options)
    {
        if (options.Folder is not null)
            return Path.GetFullPath(options.Folder);
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (HasPage(published))
            return published;
        return SourceFolder() is { } source && HasPage(Path.Combine(source, "dist")) ? Path.Combine(source, "dist") : null;
    }

    /// <summary>The client's source folder as the build recorded it, or null if it is not there.</summary>
    public static string? SourceFolder()
    {
        var record = Path.Combine(AppContext.BaseDirectory, SourceRecord);
        if (!File.Exists(record))
            return null;
        var folder = File.ReadAllText(record).Trim();
        return File.Exists(Path.Combine(folder, "package.json")) ? folder : null;
    }

    private static bool HasPage(string folder) => File.Exists(Path.Combine(folder, "index.html"));
}
