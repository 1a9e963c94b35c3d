using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PeerCall.Server.Tests.Web;

/// <summary>The server as a process of its own, with real sockets, on loopback.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>The addresses that it printed.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>What it has printed until it was ready.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Runs it to its end and returns what it said.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start([], arguments, []);
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts it and waits until it has printed its addresses.</summary>
    public static Task<ServerProcess> StartAsync(string[] arguments, params (string Name, string Value)[] environment) => StartUnderAsync([], arguments, environment);

    /// <summary>The same, started by another command.</summary>
    /// <param name="command">The command and its arguments, before those of the server.</param>
    /// <param name="arguments">Of the server.</param>
    /// <param name="environment">Variables.</param>
    public static async Task<ServerProcess> StartUnderAsync(IReadOnlyList<string> command, string[] arguments, params (string Name, string Value)[] environment)
    {
        var server = new ServerProcess(Start(command, arguments, environment));
        using var patience = new CancellationTokenSource(Patience);
        List<string> lines = [];
        while (await server._process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            lines.Add(line);
            if (line.Contains("Ctrl+C", StringComparison.Ordinal))
                break;
        }
        server.Output = string.Join('\n', lines);
        server.Addresses = [.. Address().Matches(server.Output).Select(static match => match.Value)];
        server.Addresses.ShouldNotBeEmpty(server.Output);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(IReadOnlyList<string> command, string[] arguments, (string Name, string Value)[] environment)
    {
        string[] all = [.. command, "dotnet", typeof(Program).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // Another server may have the usual port.
        start.Environment["PEERCALL_TURN__PORT"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"https?://[^\s/]+", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
