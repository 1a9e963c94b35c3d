using System.Globalization;

namespace PeerCall.Benchmarks.Servers;

/// <summary>What Linux has written down about a process (proc(5)).</summary>
internal static class ProcessAccounts
{
    // The unit of /proc/pid/stat, USER_HZ, is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of all its threads, those that have ended too, in seconds at a grain of 10 ms.</summary>
    public static double CpuSeconds(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        // The second field is the program's name in parentheses and may hold spaces: count from behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Its proportional set size in bytes: pages shared with other processes count by their share.</summary>
    public static long MemoryBytes(int processId)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/smaps_rollup"))
        {
            if (line.StartsWith("Pss:", StringComparison.Ordinal))
                return long.Parse(line.AsSpan(4, line.Length - 4 - 2).Trim(), CultureInfo.InvariantCulture) * 1024;
        }

        throw new InvalidOperationException("smaps_rollup has no Pss line.");
    }
}
