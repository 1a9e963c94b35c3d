namespace PeerCall.Peer.Tests;

/// <summary>Files that several test projects and languages share.</summary>
internal static class Fixtures
{
    public static string Folder(string name)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "PeerCall.sln")))
            at = at.Parent;
        return Path.Combine(at.FullName, "tests", "Fixtures", name);
    }
}
