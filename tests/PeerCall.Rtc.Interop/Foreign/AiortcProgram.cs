using System.Globalization;
using System.Reflection;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Rtc.Interop.Linking;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Foreign;

/// <summary>Debian's python3-aiortc.</summary>
internal sealed class AiortcProgram : ForeignProgram
{
    private const string Script = "peer.py";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-aiortc-");
    private ChildProcess? _process;

    /// <inheritdoc/>
    public override PeerKind Kind => PeerKind.Aiortc;

    /// <inheritdoc/>
    public override string Output => _process?.Output ?? "";

    public static async Task<AiortcProgram> Start()
    {
        var program = new AiortcProgram();
        await program.StartProgram();
        return program;
    }

    /// <inheritdoc/>
    public override Task Kill() => _process!.Kill();

    /// <inheritdoc/>
    protected override async Task<IPeerWire> Open(CancellationToken cancellation)
    {
        var path = Path.Combine(_folder.FullName, Script);
        await using (var file = File.Create(path))
        await using (var script = Assembly.GetExecutingAssembly().GetManifestResourceStream(Script)!)
        {
            await script.CopyToAsync(file, cancellation);
        }
        // Debian's own Python: the package is not seen by another one.
        return await TcpWire.Accept(
            port => _process = ChildProcess.Start("/usr/bin/python3", [path, port.ToString(CultureInfo.InvariantCulture)]),
            cancellation);
    }

    /// <inheritdoc/>
    protected override async Task End()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
