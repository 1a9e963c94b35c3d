namespace PeerCall.Benchmarks.Servers;

/// <summary>This program as the load generator: on a core of its own from its first thread on.</summary>
internal static class PinnedSelf
{
    // Set for the pinned copy, so that it does not pin itself again.
    private const string Mark = "PEERCALL_BENCHMARKS_PINNED";

    /// <summary>Where server and generator run, for the head of a report.</summary>
    public static string Placement => ChildProcess.CanPin
        ? $"server on core {MeasuredProcess.ServerCore}, generator on core {MeasuredProcess.GeneratorCore}"
        : "server and generator not pinned (no taskset)";

    /// <summary>Runs the same command in a pinned copy.</summary>
    /// <returns>Its exit code; null if this is the copy already, or nothing can pin it.</returns>
    /// <exception cref="InvalidOperationException">Not on Linux.</exception>
    public static int? Run(string[] args)
    {
        if (!OperatingSystem.IsLinux())
            throw new InvalidOperationException("This measures with epoll and /proc: it needs Linux.");
        if (!ChildProcess.CanPin || Environment.GetEnvironmentVariable(Mark) is not null)
            return null;

        // Before its first thread, so that the compiler's and the collector's threads stay off the server's core too.
        string[] self = [Environment.ProcessPath!, typeof(PinnedSelf).Assembly.Location, .. args];
        var command = Path.GetFileNameWithoutExtension(self[0]) == "dotnet" ? self : [self[0], .. args];
        Environment.SetEnvironmentVariable(Mark, "1");
        return ChildProcess.Run(ChildProcess.Pinned(command, MeasuredProcess.GeneratorCore), Timeout.InfiniteTimeSpan);
    }
}
