using System.Runtime.InteropServices;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>The command <c>peercall</c> as one native file, built as docs/cli.md says.</summary>
internal sealed class NativeCommand : IDisposable
{
    /// <summary>A minute where nothing else runs.</summary>
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(8);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-native-");

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "peercall");

    /// <summary>Builds it.</summary>
    public static async Task<NativeCommand> Build()
    {
        var command = new NativeCommand();
        try
        {
            string[] arguments =
            [
                "publish", BuildPaths.CommandProject, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true", "-p:PackAsTool=false", "-o", command._folder.FullName,
                "-p:UseSharedCompilation=false", "--nologo",
            ];
            // No build server outlives the test.
            var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" };
            await using var build = ChildProcess.Start("dotnet", arguments, environment);
            (await build.Exit(BuildTime)).ShouldBe(0, build.Output);
            build.Output.ShouldNotContain("warning");
            return command;
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
