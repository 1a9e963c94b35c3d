using System.Diagnostics;
using PeerCall.Server.IceServers;
using PeerCall.Server.Links;
using PeerCall.Server.Rooms;
using PeerCall.Server.Telemetry;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// Applies client messages: one method for each, called from one switch. Runs on the connection's thread, under its session's lock, and never waits.
/// </summary>
internal sealed partial class SignalingHandler(
    SignalingOptions options,
    SessionRegistry sessions,
    RoomRegistry rooms,
    SessionTokens tokens,
    IceServerIssuer iceServers,
    JoinLimits limits,
    LazyAcknowledger acknowledger,
    ReportPost reports,
    DrainState drain,
    LinkBook links,
    ServerMetrics metrics,
    TimeProvider time,
    ILogger<SignalingHandler> logger) : IConnectionHandler
{
    // Typing: at most so often from one connection.
    private const long VolatileGapMs = 200;

    /// <inheritdoc />
    public void Handle(Connection connection, ReadOnlySpan<byte> message)
    {
        var reading = ClientMessageReader.Read(message);
        if (reading.ErrorCode is { } code)
        {
            if (code == ErrorCodes.BadReport && connection.Session is not null)
            {
                RefuseReport(connection, code, reading.ErrorText);
            }
            else
            {
                Misunderstood(connection, code, reading.ErrorText!);
            }

            return;
        }

        if (reading.Message is null)
        {
            metrics.SignalReceived();
        }
        else
        {
            metrics.MessageReceived(reading.Type!);
        }

        if (connection.Session is not { } session)
        {
            if (reading.Message is Hello hello)
            {
                Greet(connection, hello);
            }
            else
            {
                SendError(connection, ErrorCodes.HelloExpected);
                connection.Close(CloseCodes.BadProtocol);
            }

            return;
        }

        lock (session.Gate)
        {
            if (session.Connection != connection || session.Ended)
            {
                return;
            }

            switch (reading.Message)
            {
                case null:
                    if (reading.Signal.Id % ServerMetrics.RelaySample != 0)
                    {
                        Relay(session, connection, reading.Signal, message);
                        break;
                    }

                    var received = Stopwatch.GetTimestamp();
                    Relay(session, connection, reading.Signal, message);
                    metrics.MessageRelayed(received, Stopwatch.GetTimestamp());
                    break;
                case Request request:
                    Apply(session, connection, request);
                    break;
                case Confirm confirm:
                    session.Log.Confirm(confirm.Seq);
                    break;
                case Ping ping:
                    session.Log.Confirm(ping.Seq ?? 0);
                    connection.Send(new Pong());
                    break;
                case Typing typing:
                    Pass(session, connection, typing);
                    break;
                case Report report:
                    Pass(session, connection, report);
                    break;
                case Hello:
                    SendError(connection, ErrorCodes.AlreadyWelcome);
                    break;
            }
        }
    }

    private void Relay(Session session, Connection connection, SignalEnvelope signal, ReadOnlySpan<byte> message)
    {
        if (!Begin(session, connection, signal.Id))
        {
            return;
        }

        if (session.Peer is not { Present: true } peer)
        {
            Refuse(session, signal.Id, ErrorCodes.NotJoined);
        }
        else if (peer.Room.Find(message[signal.To]) is not { } target || target == peer)
        {
            Refuse(session, signal.Id, ErrorCodes.UnknownPeer);
        }
        else
        {
            target.Member.Deliver(signal.ForReceiver(message, peer.Id));
            session.Applied(signal.Id);
            if (connection.Acknowledge(signal.Id))
            {
                acknowledger.Add(connection);
            }
        }
    }

    private void Apply(Session session, Connection connection, Request request)
    {
        if (!Begin(session, connection, request.Id))
        {
            return;
        }

        string? refusal;
        try
        {
            refusal = Apply(session, connection, request, session.Peer is { Present: true } peer ? peer : null);
        }
        catch (Exception defect)
        {
            // Answered, so that the client does not send it again and again.
            LogDefect(logger, defect, request.GetType().Name);
            refusal = ErrorCodes.Internal;
        }

        if (refusal is not null)
        {
            Refuse(session, request.Id, refusal);
            return;
        }

        session.Applied(request.Id);
        connection.Acknowledge(request.Id);
        connection.FlushAcknowledgement();
    }

    private string? Apply(Session session, Connection connection, Request request, RoomPeer? peer) => (request, peer) switch
    {
        (Join, not null) => ErrorCodes.AlreadyJoined,
        (Join join, null) => Enter(session, connection, join),
        (_, null) => ErrorCodes.NotJoined,
        (Leave, _) => Exit(session, peer),
        (Chat chat, _) => Say(peer, chat),
        (Update update, _) => Show(peer, update),
        (Remove remove, _) => peer.Room.Remove(peer, remove.Peer),
        _ => ErrorCodes.UnknownType,
    };

    // True if the request is new and is to be applied.
    private bool Begin(Session session, Connection connection, long id)
    {
        if (drain.IsDraining)
        {
            // Not answered: the client sends it again to the next run of the server.
            return false;
        }

        if (id > session.LastId)
        {
            return true;
        }

        if (session.FindRefusal(id) is { } refusal)
        {
            connection.Send(new Error { Code = refusal.Code, Text = refusal.Text, Retryable = ErrorCodes.Retryable[refusal.Code], InReplyTo = id });
        }
        else
        {
            connection.Acknowledge(session.LastId);
            connection.FlushAcknowledgement();
        }

        return false;
    }

    private string? Exit(Session session, RoomPeer peer)
    {
        rooms.Leave(peer, LeaveReason.Left);
        session.Left();
        session.RenewAt = null;
        return null;
    }

    private string? Say(RoomPeer peer, Chat chat)
    {
        peer.Room.Tell(peer, new ChatFrom { From = peer.Id, Text = chat.Text, At = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return null;
    }

    private static string? Show(RoomPeer peer, Update update)
    {
        peer.Room.Update(peer, update.Media);
        return null;
    }

    private static void Pass(Session session, Connection connection, Typing typing)
    {
        if (session.Peer is { Present: true } peer && MayPass(connection))
        {
            peer.Room.TellVolatile(peer, new TypingFrom { From = peer.Id, Active = typing.Active });
        }
    }

    private void Pass(Session session, Connection connection, Report report)
    {
        if (session.Peer is not { Present: true } peer || peer.Room.Find(report.To) is not { } target || target == peer)
        {
            RefuseReport(connection, ErrorCodes.UnknownPeer);
        }
        else if (links.TryReport(peer, target, report.Stats, out var path, out var isNews))
        {
            metrics.LinkReported(path);
            if (isNews)
            {
                reports.Add(peer, target, report.Stats);
            }
        }
        else
        {
            metrics.ReportRefused("too-soon");
        }
    }

    // Counts for nothing but the message rate: a client of another version may send many of them.
    private void RefuseReport(Connection connection, string code, string? text = null)
    {
        metrics.ReportRefused(code);
        SendError(connection, code, text);
    }

    private static bool MayPass(Connection connection)
    {
        var now = Environment.TickCount64;
        if (now - connection.LastVolatileAt < VolatileGapMs)
        {
            return false;
        }

        connection.LastVolatileAt = now;
        return true;
    }

    private void Refuse(Session session, long id, string code)
    {
        metrics.ErrorSent(code);
        session.Refused(id, code, ErrorTexts.Of(code));
    }

    private void SendError(Connection connection, string code, string? text = null)
    {
        metrics.ErrorSent(code);
        connection.Send(new Error { Code = code, Text = text ?? ErrorTexts.Of(code), Retryable = ErrorCodes.Retryable[code] });
    }

    private void Misunderstood(Connection connection, string code, string text)
    {
        SendError(connection, code, text);
        if (++connection.Misunderstood >= ProtocolLimits.MaxMisunderstood)
        {
            connection.Close(CloseCodes.BadProtocol);
        }
    }

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "A {Request} could not be applied")]
    private static partial void LogDefect(ILogger logger, Exception exception, string request);
}
