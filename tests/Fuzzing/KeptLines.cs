namespace PeerCall.Tests.Fuzzing;

/// <summary>
/// A corpus of text that is kept, <c>tests/Fixtures/…/*.txt</c>: a line each, the word before the first blank says what a reader makes of the rest. Lines that begin with
/// <c>#</c> are remarks; <c>\n</c> stands for the end of a line, <c>\0</c> for a zero character.
/// </summary>
internal static class KeptLines
{
    /// <summary>Reads one.</summary>
    public static IReadOnlyList<(string Verdict, string Text)> Read(string name) =>
    [
        .. File.ReadAllLines(Path.Combine(Folder(), name))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(' ', 2))
            .Select(static parts => (parts[0], parts.Length > 1 ? parts[1].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\0", "\0", StringComparison.Ordinal) : "")),
    ];

    private static string Folder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "PeerCall.sln")))
            at = at.Parent;
        return Path.Combine(at?.FullName ?? throw new DirectoryNotFoundException("PeerCall.sln"), "tests", "Fixtures");
    }
}
