namespace PeerCall.Stun.Tests;

/// <summary>The messages of tests/Fixtures/stun.</summary>
internal static class Fixtures
{
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder(), name + ".bin"));

    public static IReadOnlyList<string> Corpus() =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder(), "corpus"), "*.bin").Select(f => "corpus/" + Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Vectors() =>
        [.. Directory.EnumerateFiles(Folder(), "*.bin").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    private static string Folder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "PeerCall.sln")))
        {
            at = at.Parent;
        }

        return Path.Combine(at?.FullName ?? throw new DirectoryNotFoundException("PeerCall.sln"), "tests", "Fixtures", "stun");
    }
}
