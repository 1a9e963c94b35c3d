using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>A program under test: its output kept, its end certain.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ChildProcess(Process process)
    {
        _process = process;
        // Also when the test run is ended from outside; only SIGKILL of the runner itself escapes it.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Everything written so far, both streams in the order of arrival.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program. <paramref name="environment"/> is added to the test's own.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? ReadOnlyDictionary<string, string>.Empty)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        process.OutputDataReceived += child.Append;
        process.ErrorDataReceived += child.Append;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Asks for a graceful end (SIGTERM) and waits for it.</summary>
    public Task<int> Stop(TimeSpan within)
    {
        if (!_process.HasExited)
            ProcessTree.Terminate(_process.Id);
        return Exit(within);
    }

    /// <summary>Waits for its end and its last output. Returns the exit code.</summary>
    public async Task<int> Exit(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException late)
        {
            await Kill();
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {within.TotalSeconds:0.#} s.\n{Output}", late);
        }
        return _process.ExitCode;
    }

    /// <summary>Ends it at once (SIGKILL), with all that it started.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(KillTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        await Kill();
        _process.Dispose();
    }

    private void OnExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
