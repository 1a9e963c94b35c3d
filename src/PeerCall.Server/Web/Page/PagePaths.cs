namespace PeerCall.Server.Web;

/// <summary>Which addresses are the page, and which files may be kept for ever.</summary>
internal static class PagePaths
{
    /// <summary>The one document.</summary>
    public const string Index = "/index.html";

    private const string Rooms = "/r/";
    private const string ConnectionTest = "/test";
    private const string Assets = "/assets/";

    /// <summary>Whether the path is a view of the page: home, the connection test, or one room. Nothing else, so that a wrong address is a 404.</summary>
    public static bool IsView(string? path) =>
        path is "/" or ConnectionTest || (path is not null && path.StartsWith(Rooms, StringComparison.Ordinal) && path.Length > Rooms.Length && !path.AsSpan(Rooms.Length).Contains('/'));

    /// <summary>
    /// Cache-Control of a file. Vite names what is in <c>assets/</c> by a hash of its content, so it never changes; the rest is asked for
    /// again each time, which costs a 304.
    /// </summary>
    public static string CacheControl(string path) =>
        path.StartsWith(Assets, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
}
