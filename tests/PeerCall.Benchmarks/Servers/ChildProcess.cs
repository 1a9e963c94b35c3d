using System.Diagnostics;

namespace PeerCall.Benchmarks.Servers;

/// <summary>Starts programs so that their output costs nothing and their process id is that of the program itself.</summary>
internal static class ChildProcess
{
    /// <summary>Whether taskset(1) is there to pin a program to a core.</summary>
    public static bool CanPin { get; } = Environment.ProcessorCount > 0
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(Path.Combine(folder, "taskset")));

    /// <summary>Puts taskset before a command.</summary>
    public static IReadOnlyList<string> Pinned(IReadOnlyList<string> command, int core) => CanPin
        ? ["taskset", "-c", core.ToString(System.Globalization.CultureInfo.InvariantCulture), .. command]
        : command;

    /// <summary>Starts a command whose output goes to a file.</summary>
    public static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string outputFile)
    {
        // The shell replaces itself by the command (exec), so no pump stands between the program and its output.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >\"$0\" 2>&1 </dev/null");
        start.ArgumentList.Add(outputFile);
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end with this program's own output.</summary>
    /// <returns>Its exit code; -1 if it cannot be started or takes too long.</returns>
    public static int Run(IReadOnlyList<string> command, TimeSpan limit)
    {
        var start = new ProcessStartInfo("/usr/bin/env", command) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        if (process.WaitForExit(limit))
            return process.ExitCode;
        process.Kill(entireProcessTree: true);
        return -1;
    }
}
