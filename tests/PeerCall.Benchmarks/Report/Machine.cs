using System.Globalization;
using System.Runtime.InteropServices;

namespace PeerCall.Benchmarks.Report;

/// <summary>What the figures were measured on: a figure without it says little.</summary>
internal static class Machine
{
    /// <summary>One line: processor, cores, system, runtime.</summary>
    public static string Describe()
    {
        var lines = File.ReadLines("/proc/cpuinfo").ToList();
        var model = lines.FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
        var cores = lines.Count(static line => line.StartsWith("processor", StringComparison.Ordinal));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{model}, {cores} cores; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; load before: {Load()}");
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
