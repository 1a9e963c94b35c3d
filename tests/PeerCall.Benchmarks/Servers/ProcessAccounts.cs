using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PeerCall.Benchmarks.Servers;

/// <summary>What Linux knows about a process and a core.</summary>
internal static unsafe partial class ProcessAccounts
{
    // The unit of /proc/stat, USER_HZ, is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>
    /// User and system time of all its threads, those that have ended too, in seconds. From the process's CPU clock (clock_getcpuclockid(3)),
    /// which counts nanoseconds; /proc/{pid}/stat has the same sum in steps of 10 ms, too coarse for a server that has little to do.
    /// </summary>
    public static double CpuSeconds(int processId)
    {
        var time = stackalloc long[2];
        // What clock_getcpuclockid makes of a process id: its complement, and 2 for "scheduled time".
        if (clock_gettime((~processId << 3) | 2, time) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        return time[0] + (time[1] * 1e-9);
    }

    /// <summary>Seconds that a core was not idle since the system started, whoever used it, at a grain of 10 ms.</summary>
    public static double CoreBusySeconds(int core)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"cpu{core} ");
        var line = File.ReadLines("/proc/stat").First(line => line.StartsWith(name, StringComparison.Ordinal));
        var fields = line.Split(' ').Skip(1).Take(8).Select(static field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        // The fourth and fifth are idle time, with and without a disk that is waited for.
        return (fields.Sum() - fields[3] - fields[4]) / TicksPerSecond;
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

    /// <summary>Its resident set size in bytes: pages shared with other processes count in full.</summary>
    public static long ResidentBytes(int processId)
    {
        var pages = File.ReadAllText($"/proc/{processId}/statm").Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    /// <summary>Those of its resident bytes that no file backs: what is there for it alone.</summary>
    public static long OwnBytes(int processId)
    {
        var fields = File.ReadAllText($"/proc/{processId}/statm").Split(' ');
        return (long.Parse(fields[1], CultureInfo.InvariantCulture) - long.Parse(fields[2], CultureInfo.InvariantCulture)) * Environment.SystemPageSize;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int clock_gettime(int clock, long* time);
}
