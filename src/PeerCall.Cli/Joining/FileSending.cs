using PeerCall.Cli.Output;
using PeerCall.Peer;

namespace PeerCall.Cli.Joining;

/// <summary>Sends every file to everybody, one after the other to each.</summary>
internal sealed class FileSending(FileOutbox outbox, IStayView view, CancellationToken cancellation)
{
    private readonly List<Task> _running = [];
    private readonly Lock _gate = new();

    /// <summary>Code of the first file that was not sent; null while there is none.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether all that was begun is done.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
                return _running.TrueForAll(static task => task.IsCompleted);
        }
    }

    /// <summary>Somebody is there.</summary>
    public void SendTo(RemotePeer peer)
    {
        if (outbox.Files.Count == 0)
            return;
        lock (_gate)
            _running.Add(SendAllAsync(peer));
    }

    /// <summary>Completes when everything that was begun until now is done. Never fails.</summary>
    public Task WhenDone()
    {
        lock (_gate)
            return Task.WhenAll(_running);
    }

    private async Task SendAllAsync(RemotePeer peer)
    {
        await Task.Yield();
        foreach (var (source, transfer) in outbox.Files)
        {
            var file = new FileDescription(peer.Id, peer.Name, FileDescription.Sending, transfer, source.Name, source.Size);
            view.Show(new FileOfferedEvent(file));
            try
            {
                await peer.SendFileAsync(source, new FileProgressReports(file, view), transfer, cancellation);
                view.Show(new FileDoneEvent(file, Path: null));
            }
            catch (PeerCallException fault)
            {
                Fault ??= fault.Code;
                view.Show(new FileFailedEvent(file, fault.Code, fault.Message));
            }
            catch (OperationCanceledException)
            {
                Fault ??= FileCodes.Cancelled;
                view.Show(new FileFailedEvent(file, FileCodes.Cancelled, "The transfer was stopped."));
                return;
            }
        }
    }
}
