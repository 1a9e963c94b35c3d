using System.Reflection;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>Where the build has put what the tests start.</summary>
internal static class BuildPaths
{
    /// <summary>The server's assembly, of the same configuration as the tests.</summary>
    public static string Server => Metadata("ServerPath");

    /// <summary>The command <c>peercall</c>, of the same configuration.</summary>
    public static string Command => Metadata("CommandPath");

    /// <summary>Where the command's project is.</summary>
    public static string CommandProject => Metadata("CommandProjectPath");

    /// <summary>The folder <c>turn/</c> of the checkout.</summary>
    public static string Turn => Metadata("TurnPath");

    private static string Metadata(string key) =>
        typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
