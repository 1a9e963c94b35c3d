namespace PeerCall.Rtc.Tests.Sdp;

/// <summary>The descriptions of tests/Fixtures/sdp.</summary>
internal static class SdpFixtures
{
    public static string Folder { get; } = Find();

    /// <summary>Names such as <c>chromium-156/data-offer</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.sdp", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(Folder, file)[..^".sdp".Length].Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".sdp"));

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "PeerCall.sln")))
            at = at.Parent;
        return Path.Combine(at?.FullName ?? throw new DirectoryNotFoundException("PeerCall.sln"), "tests", "Fixtures", "sdp");
    }
}
