using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>A running server on a core of its own, and what it has cost.</summary>
internal sealed class ServerProcess : IDisposable
{
    /// <summary>The core of the server; the generator has <see cref="GeneratorCore"/>.</summary>
    public const int ServerCore = 0;

    /// <summary>The core of the generator.</summary>
    public const int GeneratorCore = 1;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _folder;
    private readonly IServerKind _kind;

    private ServerProcess(IServerKind kind, Process process, string folder, IPEndPoint address)
    {
        _kind = kind;
        _process = process;
        _folder = folder;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The process's CPU time so far, in seconds, user and system.</summary>
    public double CpuSeconds => ProcessAccounts.CpuSeconds(_process.Id);

    /// <summary>The process's memory, in bytes.</summary>
    public long MemoryBytes => ProcessAccounts.MemoryBytes(_process.Id);

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    /// <param name="kind">What to start.</param>
    /// <param name="pinned">On <see cref="ServerCore"/> only, or wherever the system puts it.</param>
    /// <exception cref="LoadFailure">It ended or did not listen in time; the message holds the end of its output.</exception>
    public static ServerProcess Start(IServerKind kind, bool pinned = true)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("peercall-benchmark-").FullName;
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        var command = pinned ? ChildProcess.Pinned(kind.Command(port), ServerCore) : kind.Command(port);
        var process = ChildProcess.Start(command, kind.Environment(port, data), Path.Combine(folder, "output"));
        var server = new ServerProcess(kind, process, folder, new IPEndPoint(IPAddress.Loopback, port));
        try
        {
            server.WaitUntilListening();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A participant for this server.</summary>
    public Participant Participant(int number) => _kind.Participant(number, Address);

    /// <summary>Makes it collect its garbage.</summary>
    public void Collect() => _kind.Collect(_process.Id);

    /// <summary>Ends it at once: nothing it could save is wanted.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void WaitUntilListening()
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartLimit && !_process.HasExited)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Connect(Address);
                return;
            }
            catch (SocketException)
            {
                _process.WaitForExit(50);
            }
        }

        throw new LoadFailure($"{_kind.Name} does not listen on {Address}. Its output ends with:\n{OutputEnd()}");
    }

    private string OutputEnd()
    {
        var lines = File.ReadAllLines(Path.Combine(_folder, "output"));
        return string.Join('\n', lines.TakeLast(20));
    }
}
