using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PeerCall.Server.Web;

/// <summary>Vite's dev server as a child of this process: started with <c>npm run dev</c>, ended with it.</summary>
internal sealed partial class ViteServer(string clientFolder, ILogger<ViteServer> logger) : IHostedService, IDisposable
{
    /// <summary>
    /// Runs npm and ends it, with all that it has started, when standard input ends. The pipe ends when this process does, however that
    /// happens; Vite itself does not notice.
    /// </summary>
    private const string Watcher = """
        const { spawn } = require('node:child_process');
        const windows = process.platform === 'win32';
        const npm = spawn('npm', process.argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit'], detached: !windows, shell: windows });
        const end = () => windows ? spawn('taskkill', ['/pid', `${npm.pid}`, '/T', '/F']) : npm.pid && process.kill(-npm.pid);
        process.stdin.resume().on('end', end);
        process.on('SIGINT', end).on('SIGTERM', end);
        npm.on('error', (error) => { console.error(`npm cannot be started: ${error.message}`); process.exit(1); });
        npm.on('exit', (code) => process.exit(code ?? 0));
        """;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    /// <summary>Completes with the dev server's address when it answers there; fails if it ends before.</summary>
    public Task<Uri> Ready => _ready.Task;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo
        {
            FileName = "node",
            WorkingDirectory = clientFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] npm = ["run", "dev", "--silent", "--", "--host", "127.0.0.1", "--port", $"{address.Port}", "--strictPort", "--clearScreen", "false"];
        foreach (var argument in (string[])["--eval", Watcher, "--", .. npm])
            start.ArgumentList.Add(argument);
        start.Environment["NO_COLOR"] = "1";
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            LogNoNode(error.Message);
            _ready.TrySetException(new InvalidOperationException("Vite's dev server could not be started."));
            return Task.CompletedTask;
        }
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("Vite's dev server has ended; its output is in the log."));
        _process.OutputDataReceived += (_, line) => OnLine(line.Data, address);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data, address);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is not { HasExited: false } process)
            return;
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(StopTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _process?.Dispose();

    private void OnLine(string? line, Uri address)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        LogLine(line.Trim());
        // Vite prints its address when it listens.
        if (line.Contains($":{address.Port}", StringComparison.Ordinal))
            _ready.TrySetResult(address);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LoggerMessage(1020, LogLevel.Information, "vite: {Line}")]
    private partial void LogLine(string line);

    [LoggerMessage(1022, LogLevel.Error, "Node.js cannot be started ({Reason}); the page in Development needs Node.js 20.19 or later in PATH, or Client:Source Files.")]
    private partial void LogNoNode(string reason);
}
