using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// The stop in good order (SIGTERM, Ctrl+C), before the web server closes: tell everybody, send what is queued, close with 1001, hand the sessions over.
/// </summary>
internal sealed partial class GracefulDrain(
    SessionRegistry sessions, DrainState drain, Handover handover, TimeProvider time, ILogger<GracefulDrain> logger) : IHostedLifecycleService
{
    // Clients come back spread over this time, to a server that needs a second or two to start.
    private const long ReconnectInMs = 2_000;

    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        handover.Read();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        drain.Begin();
        LogDraining(logger, sessions.ConnectionCount);
        foreach (var session in sessions.Sessions)
        {
            // Whoever is in the middle of a message ends it; the next one is not applied.
            lock (session.Gate)
            {
                session.Connection?.FlushAcknowledgement();
            }
        }

        foreach (var connection in sessions.Connections)
        {
            connection.Send(new Draining { ReconnectInMs = ReconnectInMs });
        }

        await UntilAsync(() => sessions.Connections.All(c => c.IsDrained), SendTime, cancellationToken);
        foreach (var connection in sessions.Connections)
        {
            connection.Close(CloseCodes.GoingAway);
        }

        await UntilAsync(() => sessions.ConnectionCount == 0, CloseTime, cancellationToken);
        handover.Write();
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task UntilAsync(Func<bool> done, TimeSpan most, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!done() && time.GetElapsedTime(started) < most && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Step, time, CancellationToken.None);
        }
    }

    [LoggerMessage(EventId = 2401, Level = LogLevel.Information, Message = "Stopping: {Count} connections are told and closed")]
    private static partial void LogDraining(ILogger logger, int count);
}
