using PeerCall.Cli.Output;
using PeerCall.Peer;

namespace PeerCall.Cli.Joining;

/// <summary>Takes the files that are offered into a folder, if there is one, and declines the others.</summary>
internal sealed class FileReceiving(string? folder, long maxSize, IStayView view, CancellationToken cancellation)
{
    private readonly List<Task> _running = [];
    private readonly Lock _gate = new();

    /// <summary>Completes when everything that was offered until now is done. Never fails.</summary>
    public Task WhenDone()
    {
        lock (_gate)
            return Task.WhenAll(_running);
    }

    /// <summary>A file is offered.</summary>
    public void Take(IncomingFile file)
    {
        lock (_gate)
        {
            _running.RemoveAll(static task => task.IsCompleted);
            _running.Add(ReceiveAsync(file));
        }
    }

    private async Task ReceiveAsync(IncomingFile file)
    {
        await Task.Yield();
        var description = new FileDescription(file.Peer.Id, file.Peer.Name, FileDescription.Receiving, file.Transfer, file.Name, file.Size);
        view.Show(new FileOfferedEvent(description));
        try
        {
            if (folder is null)
            {
                await DeclineAsync(file, description, FileCodes.Declined, "Files are taken with --receive alone.");
                return;
            }
            if (file.Size > maxSize)
            {
                await DeclineAsync(file, description, FileCodes.TooLarge, "The file is larger than --max-size.");
                return;
            }
            if (await OpenAsync(folder, file, description) is not { } sink)
                return;
            await using (sink)
            {
                await file.AcceptAsync(sink, new FileProgressReports(description, view), cancellation);
                view.Show(new FileDoneEvent(description, sink.CompletedPath));
            }
        }
        catch (PeerCallException fault)
        {
            view.Show(new FileFailedEvent(description, fault.Code, fault.Message));
        }
        catch (OperationCanceledException)
        {
            view.Show(new FileFailedEvent(description, FileCodes.Cancelled, "The transfer was stopped."));
        }
        catch (InvalidOperationException)
        {
            view.Show(new FileFailedEvent(description, FileCodes.Cancelled, "The other end has taken its offer back."));
        }
    }

    private async Task<DirectoryFileSink?> OpenAsync(string target, IncomingFile file, FileDescription description)
    {
        try
        {
            return DirectoryFileSink.Open(target, file);
        }
        catch (PeerCallException fault)
        {
            await DeclineAsync(file, description, fault.Code, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await DeclineAsync(file, description, FileCodes.Declined, $"The file cannot be written: {fault.Message}");
        }
        return null;
    }

    private async Task DeclineAsync(IncomingFile file, FileDescription description, string code, string text)
    {
        await file.DeclineAsync(code);
        view.Show(new FileFailedEvent(description, code, text));
    }
}
