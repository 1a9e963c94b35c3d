using System.Runtime.InteropServices;

namespace PeerCall.Cli.Outcomes;

/// <summary>Ctrl+C, SIGTERM and SIGHUP: the first one asks for an orderly end, a second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private const int SignalBase = 128;

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Ask(context, SignalBase + 2)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Ask(context, SignalBase + 15)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Ask(context, SignalBase + 1)),
    ];

    /// <summary>Canceled when the end is asked for.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>What the process ends with then, as a shell tells it: 128 and the signal's number.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _asked.Dispose();
    }

    private void Ask(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
            return;
        context.Cancel = true;
        _ = _asked.CancelAsync();
    }
}
