using System.Reflection;

namespace PeerCall.Cli.Tests.Harness;

/// <summary>Paths that the build has written into this assembly.</summary>
internal static class BuildPaths
{
    public static string Of(string key) =>
        typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
