using PeerCall.Cli.Output;
using PeerCall.Peer;

namespace PeerCall.Cli.Joining;

/// <summary>Tells how far a transfer is: at most twice a second, and at its end.</summary>
internal sealed class FileProgressReports(FileDescription file, IStayView view) : IProgress<FileProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private long? _lastAt;

    public void Report(FileProgress value)
    {
        if (value.Bytes < value.Size && _lastAt is { } last && TimeProvider.System.GetElapsedTime(last) < Interval)
            return;
        _lastAt = TimeProvider.System.GetTimestamp();
        view.Show(new FileProgressEvent(file, value.Bytes));
    }
}
