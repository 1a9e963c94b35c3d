using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace PeerCall.Cli.Tests.Harness;

/// <summary>The real command in a process of its own, with a state folder that a test may keep for the next run.</summary>
internal sealed partial class PeerCallProcess : IAsyncDisposable
{
    /// <summary>Longer than anything here takes on a busy machine; a test that reaches it has failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static readonly string CommandPath = BuildPaths.Of("CommandPath");

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly StringBuilder _output = new();

    private PeerCallProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Standard output as far as it was read.</summary>
    public string Output => _output.ToString();

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts it.</summary>
    public static PeerCallProcess Start(StateFolder state, params string[] arguments) => StartWith(state, [], arguments);

    /// <summary>Starts it through another program, such as one that enters a namespace.</summary>
    public static PeerCallProcess StartWith(StateFolder state, string[] wrapper, params string[] arguments)
    {
        // A shell's background jobs ignore Ctrl+C, and what they start does too.
        string[] line = [.. wrapper, "env", "--default-signal=INT", "dotnet", CommandPath, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["XDG_STATE_HOME"] = state.Path;
        start.Environment.Remove("PEERCALL_PASSWORD");
        return new PeerCallProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var state = new StateFolder();
        await using var process = Start(state, arguments);
        return await process.EndAsync();
    }

    /// <summary>The next event of <c>--json</c> that fits.</summary>
    public async Task<JsonElement> NextAsync(string name, Func<JsonElement, bool>? fits = null)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            _output.AppendLine(line);
            var what = JsonDocument.Parse(line).RootElement;
            if (what.GetProperty("event").GetString() == name && fits?.Invoke(what) != false)
                return what;
        }
        throw new InvalidOperationException($"It ended without '{name}'. It wrote:\n{_output}\n{await _error}");
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(int number) => Kill(_process.Id, number).ShouldBe(0);

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync().WaitAsync(Limit));
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return (_process.ExitCode, _output.ToString(), await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Kill(int process, int signal);
}

/// <summary>Where a run keeps what the next one needs.</summary>
internal sealed class StateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("peercall-state-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
