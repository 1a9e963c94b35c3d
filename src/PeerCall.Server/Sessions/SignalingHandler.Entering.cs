using PeerCall.Server.IceServers;
using PeerCall.Server.Rooms;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

// How a client comes in: hello, resume, join.
internal sealed partial class SignalingHandler
{
    private void Greet(Connection connection, Hello hello)
    {
        if (hello.Version != ProtocolLimits.Version)
        {
            connection.Close(CloseCodes.UnsupportedVersion);
            return;
        }

        var identity = tokens.Open(hello.Token);
        if (hello.Resume is { } resume)
        {
            if (TryResume(connection, identity, resume) is not { } failure)
            {
                metrics.ResumeSucceeded();
                return;
            }

            metrics.ResumeFailed(Label(failure));
            connection.Send(new ResumeFailed { Reason = failure });
        }

        var session = sessions.Create(identity);
        lock (session.Gate)
        {
            session.Log.TryOpen(connection, lastSeq: 0);
            session.Attach(connection);
            connection.Bind(session);
        }

        connection.Send(new Welcome
        {
            Session = session.Id,
            Heartbeat = new Heartbeat
            {
                IntervalMs = (long)options.HeartbeatInterval.TotalMilliseconds,
                TimeoutMs = (long)options.HeartbeatTimeout.TotalMilliseconds,
            },
            ResumeWindowMs = (long)options.ResumeWindow.TotalMilliseconds,
            MaxMessageBytes = ProtocolLimits.MaxMessageBytes,
            Peer = identity?.Peer,
        });
        LogGreeted(logger, session.Id, hello.Client);
    }

    private ResumeFailure? TryResume(Connection connection, SessionIdentity? identity, ResumePoint resume)
    {
        // The token proves whose session it is; its id alone is no secret.
        if (identity is null || identity.Session != resume.Session)
        {
            return ResumeFailure.InvalidToken;
        }

        if (sessions.Find(resume.Session) is not { } session)
        {
            return sessions.HasExpired(resume.Session) ? ResumeFailure.Expired : ResumeFailure.UnknownSession;
        }

        lock (session.Gate)
        {
            if (session.Ended)
            {
                return ResumeFailure.Expired;
            }

            if (session.Overflowed || !session.Log.TryOpen(connection, resume.LastSeq))
            {
                return ResumeFailure.Behind;
            }

            var wasAway = session.AwaySince is not null;
            connection.Bind(session);
            connection.Send(new Resumed { LastId = session.LastId, Seq = session.Log.LastSeq, Token = TokenOf(session) });
            session.Attach(connection)?.Close(CloseCodes.Replaced);
            if (wasAway && session.Peer is { } peer)
            {
                peer.Room.SetConnected(peer, connected: true);
            }

            connection.Kick();
            LogResumed(logger, session.Id, resume.LastSeq);
            return null;
        }
    }

    private string? Enter(Session session, Connection connection, Join join)
    {
        if (!RoomName.IsValid(join.Room))
        {
            return ErrorCodes.InvalidRoom;
        }

        if (DisplayName.Clean(join.Name) is not { } name)
        {
            return ErrorCodes.InvalidName;
        }

        if (join.Kind is PeerKind.Server && !connection.IsOwn)
        {
            return ErrorCodes.Forbidden;
        }

        if (!connection.IsOwn && !limits.MayJoin(connection.Address))
        {
            return ErrorCodes.RateLimited;
        }

        var identity = session.Identity?.Room == join.Room ? session.Identity : null;
        var wanted = rooms.Find(join.Room)?.Password;
        var givesPassword = !string.IsNullOrEmpty(join.Password);
        if (wanted is not null && givesPassword && !limits.MayTryPassword(connection.Address))
        {
            return ErrorCodes.RateLimited;
        }

        // Stretching takes milliseconds: it is done before the room is locked.
        var verified = wanted is not null && givesPassword && wanted.Verify(join.Password) ? wanted : null;
        var refusal = rooms.TryJoin(
            join.Room,
            _ => new RoomEntry
            {
                Member = session,
                Name = name,
                Kind = connection.IsOwn ? PeerKind.Server : join.Kind,
                Media = join.Media ?? MediaState.Off,
                PeerId = identity?.Peer,
                Restored = identity is null ? null : (identity.Role, identity.Password),
                GavePassword = givesPassword,
                Verified = verified,
                NewPassword = givesPassword ? () => RoomPassword.Create(join.Password!) : null,
            },
            (peer, others) => Receive(session, connection.Page, peer, others));

        if (refusal is null)
        {
            metrics.JoinAccepted();
        }
        else
        {
            metrics.JoinRefused(refusal);
        }

        return refusal;
    }

    // The room is locked.
    private void Receive(Session session, PageAddress page, RoomPeer peer, IReadOnlyList<PeerInfo> others)
    {
        session.Entered(peer);
        var grant = iceServers.Issue(peer.Id, page);
        session.RenewAt = grant.RenewAfter;
        var settle = peer.Restored ? drain.SettleTime(options.ResumeWindow) : TimeSpan.Zero;
        session.Deliver(OutgoingMessage.Create(new Joined
        {
            Peer = peer.Id,
            Role = peer.Info.Role,
            Room = peer.Room.Name,
            Peers = others,
            IceServers = grant.Servers,
            IceExpiresAt = grant.ExpiresAt?.ToUnixTimeMilliseconds(),
            Token = TokenOf(session)!,
            SettleMs = settle > TimeSpan.Zero ? (long)settle.TotalMilliseconds : null,
        }));
    }

    /// <summary>The token for where the session is now; null outside a room.</summary>
    public string? TokenOf(Session session) => session.Peer is not { } peer
        ? null
        : tokens.Issue(
            new SessionIdentity(
                session.Id, peer.Id, peer.Room.Name, peer.Info.Name, peer.Opened ? PeerRole.Host : PeerRole.Participant, peer.Room.Password),
            options.TokenLifetime);

    private static string Label(ResumeFailure failure) => failure switch
    {
        ResumeFailure.UnknownSession => "unknown-session",
        ResumeFailure.Expired => "expired",
        ResumeFailure.Behind => "behind",
        _ => "invalid-token",
    };

    [LoggerMessage(EventId = 2001, Level = LogLevel.Debug, Message = "Session {Session} begins ({Client})")]
    private static partial void LogGreeted(ILogger logger, string session, string? client);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Debug, Message = "Session {Session} resumes after {LastSeq}")]
    private static partial void LogResumed(ILogger logger, string session, long lastSeq);
}
