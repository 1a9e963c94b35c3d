using System.Text.Json;

namespace PeerCall.Signaling.Tests;

/// <summary>The shared JSON files of tests/Fixtures/signaling.</summary>
internal static class Fixtures
{
    public static TheoryData<string> Named(string prefix)
    {
        var data = new TheoryData<string>();
        foreach (var name in Names(prefix))
        {
            data.Add(name);
        }

        return data;
    }

    public static IEnumerable<string> Names(string prefix) =>
        Directory.EnumerateFiles(Folder(), prefix + ".*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), name + ".json")));
        return document.RootElement.Clone();
    }

    /// <summary>The folder of the checkout.</summary>
    public static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "PeerCall.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new DirectoryNotFoundException("PeerCall.sln");
    }

    private static string Folder() => Path.Combine(Root(), "tests", "Fixtures", "signaling");
}
