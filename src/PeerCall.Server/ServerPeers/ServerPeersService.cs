namespace PeerCall.Server.ServerPeers;

/// <summary>Has the server's own peers leave in good order before everybody else is told that the server stops. Registered after what drains, and so stopped before it.</summary>
internal sealed class ServerPeersService(ServerPeerRooms rooms) : IHostedLifecycleService
{
    /// <summary>More than a peer may take to stop and its links to close.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(12);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken) =>
        // Who has not gone by then is cut off with the process.
        await rooms.StopAsync().WaitAsync(StopTime, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
