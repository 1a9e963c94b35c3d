using System.Diagnostics;

namespace PeerCall.NetworkLab.Network;

/// <summary>What the lab needs of this machine, looked at once.</summary>
internal static class LabRequirements
{
    /// <summary>What is missing, as a sentence with what to do; null if the lab can be built.</summary>
    public static string? Missing { get; } = Find();

    /// <summary>The same for shaped links.</summary>
    public static string? MissingForShapes { get; } = Missing
        ?? (IsThere("python3") && File.Exists("/dev/net/tun") ? null : "Shaped links of the network lab need Python 3 and /dev/net/tun (in a container: --device /dev/net/tun).");

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux())
            return "The network lab is made of Linux network namespaces: run it on Linux.";
        if (!Environment.IsPrivilegedProcess)
            return "The network lab makes network namespaces: run it as root.";
        string[] programs = ["ip", "nft", "conntrack", "sysctl"];
        var missing = programs.Where(static program => !IsThere(program)).ToList();
        if (missing.Count > 0)
            return $"The network lab needs {string.Join(", ", missing)} (Debian: apt-get install iproute2 nftables conntrack procps).";
        return CanMakeNamespaces() ? null : "This machine lets nobody make network namespaces: a container needs the capabilities SYS_ADMIN and NET_ADMIN.";
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static bool CanMakeNamespaces()
    {
        var name = $"{Lab.Name}-probe-{Environment.ProcessId}";
        var isMade = Run("netns", "add", name) && Run("-n", name, "link", "set", "lo", "up");
        _ = Run("netns", "del", name);
        return isMade;
    }

    private static bool Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test in the network lab: skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute() => Skip = LabRequirements.Missing;
}

/// <summary>The same, with shaped links and cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShapedLabTheoryAttribute : TheoryAttribute
{
    public ShapedLabTheoryAttribute() => Skip = LabRequirements.MissingForShapes;
}

/// <summary>A test in the network lab with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabTheoryAttribute : TheoryAttribute
{
    public LabTheoryAttribute() => Skip = LabRequirements.Missing;
}
