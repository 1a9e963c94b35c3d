using System.Diagnostics.CodeAnalysis;
using PeerCall.Peer;
using PeerCall.Signaling;

namespace PeerCall.Server.ServerPeers;

/// <summary>How the stay of a server peer has ended.</summary>
internal enum ServerPeerEnd
{
    /// <summary>It was told to.</summary>
    Stopped,

    /// <summary>It had nothing more to do.</summary>
    Finished,

    /// <summary>The host has sent it out.</summary>
    Removed,

    /// <summary>It could not join, has lost its place, or has thrown.</summary>
    Failed,
}

/// <summary>One stay of a server peer in a room. Seam of <see cref="ServerPeerRooms"/>, which knows when one is due and not how it runs.</summary>
internal interface IServerPeerRun
{
    /// <summary>Its id in the room, once it is in; fails if it does not come in.</summary>
    Task<string> Joined { get; }

    /// <summary>Completes when it has left and everything is closed. Never fails.</summary>
    Task<ServerPeerEnd> Ended { get; }

    /// <summary>Has it leave. Idempotent; does not wait.</summary>
    void Stop();
}

/// <summary>One stay of a server peer: joins, runs it, and leaves however that ends.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It may be told to stop after its end, and there is nothing in it to free.")]
internal sealed partial class ServerPeerRun : IServerPeerRun
{
    /// <summary>How long a peer that was told to stop may go on before it is left to itself.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly ServerPeerKind _kind;
    private readonly IServiceProvider _services;
    private readonly PeerCallClientOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<string> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerCallException? _lost;

    public ServerPeerRun(ServerPeerKind kind, PeerCallClientOptions options, IServiceProvider services, ILogger logger)
    {
        _kind = kind;
        _options = options;
        _services = services;
        _logger = logger;
        Ended = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public Task<string> Joined => _joined.Task;

    /// <inheritdoc/>
    public Task<ServerPeerEnd> Ended { get; }

    private string Room => _options.Room.Room;

    /// <inheritdoc/>
    public void Stop() => _ = _stopping.CancelAsync();

    private async Task<ServerPeerEnd> RunAsync()
    {
        Exception? fault = null;
        var isDone = false;
        try
        {
            isDone = await TakePartAsync();
        }
#pragma warning disable CA1031 // Whatever a server peer throws, the server goes on.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            fault = thrown;
        }
        var end = _lost?.Code is ErrorCodes.Removed ? ServerPeerEnd.Removed
            : _lost is not null ? ServerPeerEnd.Failed
            : _stopping.IsCancellationRequested ? ServerPeerEnd.Stopped
            : isDone ? ServerPeerEnd.Finished
            : ServerPeerEnd.Failed;
        if (end is ServerPeerEnd.Failed)
            LogFailed(fault ?? _lost, _kind.Name, Room);
        _joined.TrySetException(fault ?? new OperationCanceledException());
        // Who does not wait for it need not hear of it.
        _ = _joined.Task.Exception;
        return end;
    }

    /// <summary>From joining to leaving. True if it had nothing more to do.</summary>
    private async Task<bool> TakePartAsync()
    {
        await using var client = new PeerCallClient(_options);
        var events = client.ReadEventsAsync(CancellationToken.None);
        var watching = WatchAsync(client.ReadEventsAsync(CancellationToken.None));
        await client.JoinAsync(_stopping.Token);
        LogJoined(_kind.Name, Room);
        _joined.TrySetResult(client.OwnId!);
        await using var scope = _services.CreateAsyncScope();
        var peer = _kind.Create(scope.ServiceProvider);
        try
        {
            var work = Task.Run(() => peer.RunAsync(new ServerPeerContext(client, events, _logger), _stopping.Token));
            if (await Task.WhenAny(work, Task.Delay(Timeout.Infinite, _stopping.Token)) == work)
            {
                await client.LeaveAsync();
                await work;
                return true;
            }
            // The others shall not wait for it.
            await client.LeaveAsync();
            await watching;
            await EndAsync(work);
            return false;
        }
        finally
        {
            switch (peer)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    private async Task WatchAsync(IAsyncEnumerable<PeerCallEvent> events)
    {
        await foreach (var happened in events)
        {
            if (happened is ClientEnded { Error: { } error })
            {
                _lost = error;
                await _stopping.CancelAsync();
            }
        }
    }

    private async Task EndAsync(Task work)
    {
        try
        {
            await work.WaitAsync(StopTime, _options.TimeProvider);
        }
        catch (OperationCanceledException)
        {
            // As it was told to.
        }
        catch (TimeoutException)
        {
            LogLate(_kind.Name, Room);
        }
#pragma warning disable CA1031 // It is over anyway.
        catch (Exception late)
#pragma warning restore CA1031
        {
            LogLateFault(late, _kind.Name, Room);
        }
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Debug, Message = "Server peer {Peer} is in room {Room}")]
    private partial void LogJoined(string peer, string room);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "Server peer {Peer} has failed and is out of room {Room}")]
    private partial void LogFailed(Exception? fault, string peer, string room);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Warning, Message = "Server peer {Peer} of room {Room} was told to stop and goes on")]
    private partial void LogLate(string peer, string room);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Warning, Message = "Server peer {Peer} of room {Room} has thrown while it stopped")]
    private partial void LogLateFault(Exception fault, string peer, string room);
}
