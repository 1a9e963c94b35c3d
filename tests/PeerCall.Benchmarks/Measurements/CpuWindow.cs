using System.Diagnostics;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Measurements;

/// <summary>A stretch of time: what a server's and the generator's CPUs did in it.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="ServerCpuSeconds">CPU time of the server.</param>
/// <param name="GeneratorCpuSeconds">CPU time of this process.</param>
internal readonly record struct CpuWindow(double Seconds, double ServerCpuSeconds, double GeneratorCpuSeconds)
{
    /// <summary>The server's share of its core, 0 to 100.</summary>
    public double ServerPercent => ServerCpuSeconds / Seconds * 100;

    /// <summary>The generator's share of its core, 0 to 100. Near 100 it limits what the server can show.</summary>
    public double GeneratorPercent => GeneratorCpuSeconds / Seconds * 100;

    /// <summary>Accounts for what happens during <paramref name="work"/>.</summary>
    public static CpuWindow Of(ServerProcess server, Action work)
    {
        var serverBefore = server.CpuSeconds;
        var ownBefore = ProcessAccounts.CpuSeconds(Environment.ProcessId);
        var clock = Stopwatch.StartNew();
        work();
        return new CpuWindow(
            clock.Elapsed.TotalSeconds,
            server.CpuSeconds - serverBefore,
            ProcessAccounts.CpuSeconds(Environment.ProcessId) - ownBefore);
    }
}
