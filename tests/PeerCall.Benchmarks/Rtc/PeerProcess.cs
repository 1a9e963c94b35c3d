using System.Diagnostics;
using System.Text.Json;
using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Servers;

namespace PeerCall.Benchmarks.Rtc;

/// <summary>A running peer, and what it has cost.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="core">The core it has for itself; null: wherever the system puts it.</param>
    public PeerProcess(IReadOnlyList<string> command, int? core)
    {
        var pinned = core is { } own ? ChildProcess.Pinned(command, own) : command;
        _process = Process.Start(new ProcessStartInfo(pinned[0], pinned.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
    }

    /// <summary>CPU time so far, in seconds, user and system.</summary>
    public double CpuSeconds => ProcessAccounts.CpuSeconds(_process.Id);

    /// <summary>Memory in bytes (proportional set size).</summary>
    public long MemoryBytes => ProcessAccounts.MemoryBytes(_process.Id);

    /// <summary>Tells it something, and waits for its answer.</summary>
    /// <exception cref="LoadFailure">It could not, or is gone.</exception>
    public PeerAnswer Do(PeerCommand command)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(command, PeerJson.Default.PeerCommand));
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new LoadFailure("The peer has ended.");
        var answer = JsonSerializer.Deserialize(line, PeerJson.Default.PeerAnswer)!;
        return answer.Error is null ? answer : throw new LoadFailure($"{command.Do}: {answer.Error}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
