namespace PeerCall.Benchmarks;

/// <summary>The files that are built into the program.</summary>
internal static class Resource
{
    /// <summary>One of them, as text.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
