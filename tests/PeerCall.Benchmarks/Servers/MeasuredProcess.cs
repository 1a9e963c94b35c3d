using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PeerCall.Benchmarks.Load;

namespace PeerCall.Benchmarks.Servers;

/// <summary>A running program on a core of its own, and what it has cost.</summary>
internal abstract class MeasuredProcess : IDisposable
{
    /// <summary>The core of the server; the generator has <see cref="GeneratorCore"/>.</summary>
    public const int ServerCore = 0;

    /// <summary>The core of the generator.</summary>
    public const int GeneratorCore = 1;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly IProgram _program;
    private readonly Process _process;
    private readonly string _folder;

    /// <summary>Starts the program.</summary>
    /// <param name="program">What to start.</param>
    /// <param name="pinned">On <see cref="ServerCore"/> only, or wherever the system puts it.</param>
    protected MeasuredProcess(IProgram program, bool pinned)
    {
        _program = program;
        var port = FreePort();
        Address = new IPEndPoint(IPAddress.Loopback, port);
        _folder = Directory.CreateTempSubdirectory("peercall-benchmark-").FullName;
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        var command = pinned ? ChildProcess.Pinned(program.Command(port), ServerCore) : program.Command(port);
        _process = ChildProcess.Start(command, program.Environment(port, data), Path.Combine(_folder, "output"));
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The process's CPU time so far, in seconds, user and system.</summary>
    public double CpuSeconds => ProcessAccounts.CpuSeconds(_process.Id);

    /// <summary>The process's memory, in bytes.</summary>
    public long MemoryBytes => ProcessAccounts.MemoryBytes(_process.Id);

    /// <summary>A port of the loopback address that is free for TCP and UDP.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(tcp.LocalEndPoint!);
                return ((IPEndPoint)tcp.LocalEndPoint!).Port;
            }
            catch (SocketException)
            {
                // Somebody's UDP port: the next one then.
            }
        }
    }

    /// <summary>Makes it collect its garbage.</summary>
    public void Collect() => _program.Collect(_process.Id);

    /// <summary>Ends it at once: nothing it could save is wanted.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until it answers; disposes of it if it does not.</summary>
    /// <param name="answers">Asks once.</param>
    /// <exception cref="LoadFailure">It ended or did not answer in time; the message holds the end of its output.</exception>
    protected void WaitUntil(Func<bool> answers)
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartLimit && !_process.HasExited)
        {
            if (answers())
                return;
            _process.WaitForExit(50);
        }

        var output = OutputEnd();
        Dispose();
        throw new LoadFailure($"{_program.Name} does not answer on {Address}. Its output ends with:\n{output}");
    }

    private string OutputEnd()
    {
        var lines = File.ReadAllLines(Path.Combine(_folder, "output"));
        return string.Join('\n', lines.TakeLast(20));
    }
}
