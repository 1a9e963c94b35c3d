using PeerCall.Server.IceServers;
using PeerCall.Server.Rooms;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// Everything that happens because time has passed, in one place and on one timer: <c>hello</c> and <c>join</c> that do not come, connections that take
/// nothing, sessions nobody comes back to, credentials that end.
/// </summary>
internal sealed partial class Housekeeping(
    SignalingOptions options,
    SessionRegistry sessions,
    RoomRegistry rooms,
    SignalingHandler handler,
    IceServerIssuer iceServers,
    DrainState drain,
    TimeProvider time,
    ILogger<Housekeeping> logger) : BackgroundService
{
    /// <summary>What is looked after here takes seconds, and every round wakes an idle machine.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    Tick();
                }
                catch (Exception defect) when (defect is not OperationCanceledException)
                {
                    LogDefect(logger, defect);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>One round.</summary>
    public void Tick()
    {
        foreach (var connection in sessions.Connections)
        {
            if (connection.Session is null && Environment.TickCount64 - connection.OpenedAt >= options.HelloTimeout.TotalMilliseconds)
            {
                connection.Close(CloseCodes.HelloTimeout);
            }
        }

        foreach (var session in sessions.Sessions)
        {
            Look(session);
        }

        if (drain.SettleTime(options.ResumeWindow) == TimeSpan.Zero)
        {
            foreach (var room in rooms.All)
            {
                room.EnsureHost();
            }
        }
    }

    private void Look(Session session)
    {
        lock (session.Gate)
        {
            if (session.Ended)
            {
                sessions.Remove(session, expired: false);
            }
            else if (session.Overflowed || (session.AwaySince is { } away && time.GetElapsedTime(away) >= options.ResumeWindow))
            {
                End(session);
            }
            else if (session.Connection is { } connection)
            {
                Look(session, connection);
            }
        }
    }

    private void Look(Session session, Connection connection)
    {
        if (session.OutsideSince is { } outside && time.GetElapsedTime(outside) >= options.JoinTimeout)
        {
            connection.Close(CloseCodes.JoinTimeout);
        }
        else if (session.Log.WaitingSince() is { } since && Environment.TickCount64 - since >= options.SlowConsumerTimeout.TotalMilliseconds)
        {
            connection.Close(CloseCodes.SlowConsumer);
        }
        else if (session.RenewAt <= time.GetUtcNow() && session.Peer is { Present: true } peer)
        {
            var grant = iceServers.Issue(peer.Id, connection.Page);
            session.RenewAt = grant.RenewAfter;
            session.Deliver(OutgoingMessage.Create(new Signaling.Messages.IceServers
            {
                Servers = grant.Servers,
                IceExpiresAt = grant.ExpiresAt?.ToUnixTimeMilliseconds(),
                Token = handler.TokenOf(session)!,
            }));
        }
    }

    private void End(Session session)
    {
        sessions.Remove(session, expired: true);
        session.Connection?.Close(CloseCodes.SlowConsumer);
        if (session.Peer is { } peer)
        {
            rooms.Leave(peer, LeaveReason.TimedOut);
        }

        LogExpired(logger, session.Id, session.Overflowed);
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Debug, Message = "Session {Session} ends: its client did not come back (log full: {Overflowed})")]
    private static partial void LogExpired(ILogger logger, string session, bool overflowed);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Error, Message = "Housekeeping failed")]
    private static partial void LogDefect(ILogger logger, Exception exception);
}
