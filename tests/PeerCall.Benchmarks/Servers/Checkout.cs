namespace PeerCall.Benchmarks.Servers;

/// <summary>Where the built server is, seen from this program's own place in the checkout.</summary>
internal static class Checkout
{
    /// <summary>The folder that holds PeerCall.sln.</summary>
    /// <exception cref="InvalidOperationException">This program does not run from a checkout.</exception>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PeerCall.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("PeerCall.sln is in no folder above this program: run it from a checkout.");
    }

    /// <summary>The server's assembly, built in the same configuration as this program.</summary>
    public static string Server() => Built("PeerCall.Server", "PeerCall.Server.dll");

    /// <summary>The command's, built in the same configuration.</summary>
    public static string Command() => Built("PeerCall.Cli", "peercall.dll");

    private static string Built(string project, string assembly)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory); // bin/{configuration}/{framework}
        var path = Path.Combine(Root(), "src", project, "bin", build.Parent!.Name, build.Name, assembly);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build the solution first.");
    }
}
