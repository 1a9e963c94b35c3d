using System.Diagnostics;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>A stretch of time: what a server's and the generator's CPUs did in it.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="ServerCpuSeconds">CPU time of the server.</param>
/// <param name="GeneratorCpuSeconds">CPU time of this process.</param>
/// <param name="ServerCoreSeconds">Time that the server's core was not idle, whoever used it.</param>
internal readonly record struct CpuWindow(double Seconds, double ServerCpuSeconds, double GeneratorCpuSeconds, double ServerCoreSeconds)
{
    /// <summary>The server's share of its core, 0 to 100.</summary>
    public double ServerPercent => ServerCpuSeconds / Seconds * 100;

    /// <summary>The generator's share of its core, 0 to 100. Near 100 it limits what the server can show.</summary>
    public double GeneratorPercent => GeneratorCpuSeconds / Seconds * 100;

    /// <summary>How busy the server's core was, 0 to 100. Well above <see cref="ServerPercent"/>, something else ran there.</summary>
    public double ServerCorePercent => ServerCoreSeconds / Seconds * 100;

    /// <summary>Accounts for what happens during <paramref name="work"/>.</summary>
    public static CpuWindow Of(MeasuredProcess server, Action work)
    {
        var serverBefore = server.CpuSeconds;
        var ownBefore = ProcessAccounts.CpuSeconds(Environment.ProcessId);
        var coreBefore = ProcessAccounts.CoreBusySeconds(MeasuredProcess.ServerCore);
        var clock = Stopwatch.StartNew();
        work();
        return new CpuWindow(
            clock.Elapsed.TotalSeconds,
            server.CpuSeconds - serverBefore,
            ProcessAccounts.CpuSeconds(Environment.ProcessId) - ownBefore,
            ProcessAccounts.CoreBusySeconds(MeasuredProcess.ServerCore) - coreBefore);
    }
}
