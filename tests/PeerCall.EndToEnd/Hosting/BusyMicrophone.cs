using System.Net.Sockets;
using PeerCall.EndToEnd.Browsing;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>
/// A microphone that other programs use: a sound server of its own (PulseAudio) with one source and as many recorders of it as that server allows, so that it refuses the next one. What a browser says to that is
/// <c>NotReadableError</c>.
/// </summary>
internal sealed class BusyMicrophone : IAsyncDisposable
{
    // PulseAudio's PA_MAX_OUTPUTS_PER_SOURCE.
    private const int Recorders = 256;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-sound-");
    private ChildProcess? _process;

    private BusyMicrophone()
    {
    }

    /// <summary>Starts the tests' browser, with this sound server.</summary>
    public string Browser => PathOf("browser");

    private string Socket => PathOf("native");

    /// <summary>Starts it; completes when all recorders are there.</summary>
    public static async Task<BusyMicrophone> Start()
    {
        var microphone = new BusyMicrophone();
        try
        {
            await microphone.Run();
            return microphone;
        }
        catch
        {
            await microphone.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task Run()
    {
        await File.WriteAllTextAsync(Browser, $"#!/bin/sh\nPULSE_SERVER=unix:{Socket} exec \"{ChromiumFlags.Executable}\" \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Browser, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // Each recorder needs some descriptors.
        await File.WriteAllTextAsync(PathOf("daemon.conf"), "rlimit-nofile = 8192\n");
        await File.WriteAllLinesAsync(
            PathOf("setup.pa"),
            [
                "load-module module-null-source source_name=microphone",
                "load-module module-null-sink sink_name=speaker",
                .. Enumerable.Repeat("load-module module-loopback source=microphone sink=speaker latency_msec=2000", Recorders),
                // Last, so that nobody gets in before them.
                $"load-module module-native-protocol-unix socket={Socket} auth-anonymous=1",
            ]);
        _process = ChildProcess.Start(
            "pulseaudio",
            ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--log-target=stderr", $"--file={PathOf("setup.pa")}"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PULSE_CONFIG"] = PathOf("daemon.conf"), ["XDG_RUNTIME_DIR"] = _folder.FullName, ["HOME"] = _folder.FullName });
        await Eventually.Holds(IsListening, StartTimeout, () => $"the sound server listens: {_process.Output}");
    }

    private async Task<bool> IsListening()
    {
        _process!.HasExited.ShouldBeFalse(_process.Output);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
