using System.Security.Cryptography;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.NetworkLab.Network;

/// <summary>coturn with the configuration of <c>turn/</c> beside the server, at an address of its own. It can be killed and started again.</summary>
internal sealed class LabCoturn : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-lab-coturn-");
    private readonly string _secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private ChildProcess? _process;

    /// <summary>Output of the running process, or of the last one.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>What a PeerCall server has to know of it.</summary>
    public IReadOnlyDictionary<string, string> ServerSettings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Turn:Mode"] = "External",
        ["Turn:Secret"] = _secret,
        ["Turn:Host"] = Lab.TurnAddress,
        ["Turn:TlsPort"] = "",
    };

    /// <summary>Starts it in a lab that is there, after <see cref="Kill"/> as it was before.</summary>
    public async Task Start()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TMPDIR"] = _folder.FullName,
            ["PEERCALL_TURN_SECRET"] = _secret,
            ["PEERCALL_TURN_LISTEN"] = Lab.TurnAddress,
            ["PEERCALL_TURN_ALLOW"] = "203.0.113.0-203.0.113.255 198.51.100.0-198.51.100.255",
        };
        _process = ChildProcess.Start("ip", ["netns", "exec", Lab.ServerNamespace, Path.Combine(BuildPaths.Turn, "start.sh")], environment);
        await Eventually.Holds(IsListening, StartTimeout, () => $"coturn listens. It wrote:\n{Output}");
    }

    /// <summary>Ends it without warning (SIGKILL).</summary>
    public Task Kill() => _process!.Kill();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> IsListening()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"coturn ended with code {_process.ExitCode}:\n{_process.Output}");
        return await NamespaceSockets.Accepts(Lab.ServerNamespace, Lab.TurnAddress, port: 3478);
    }
}
