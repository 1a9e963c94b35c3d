using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using PeerCall.Server.IceServers;
using PeerCall.Server.Rooms;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Web;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary><c>GET /ws</c>: who may open a WebSocket, and what is left when it has closed.</summary>
internal sealed partial class SignalingEndpoint(
    SignalingOptions options,
    SessionRegistry sessions,
    RoomRegistry rooms,
    SignalingHandler handler,
    ConnectionLimits limits,
    OriginCheck origins,
    DrainState drain,
    ServerMetrics metrics,
    ILogger<SignalingEndpoint> logger)
{
    public async Task RunAsync(HttpContext context)
    {
        if (Refusal(context) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        var address = ClientAddress.Of(context);
        if (!limits.TryOpen(address, out var retryAfter))
        {
            await Problem.RateLimited(retryAfter).ExecuteAsync(context);
            return;
        }

        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                SubProtocol = ProtocolLimits.Subprotocol,
                KeepAliveInterval = options.HeartbeatInterval,
                KeepAliveTimeout = options.HeartbeatTimeout,
            });
            using var request = new RequestAbort(context.Abort);
            var lingering = (context.Features.Get<IHttpUpgradeFeature>() as LingeringUpgrade)?.Stream;
            lingering?.DropBy(request);
            await ServeAsync(new Connection(socket, request, address, PageAddress.Of(context.Request), handler, options), lingering);
        }
        finally
        {
            limits.Closed(address);
        }
    }

    /// <summary>Serves one of the server's own peers. It needs no permission and counts for no address.</summary>
    /// <param name="socket">The server's end; disposed of by the caller.</param>
    /// <param name="abort">Drops the connection.</param>
    public async Task RunOwnAsync(WebSocket socket, Action abort)
    {
        using var request = new RequestAbort(abort);
        await ServeAsync(new Connection(socket, request, default, PageAddress.Own, handler, options), lingering: null);
    }

    private IResult? Refusal(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return Problem.Of(StatusCodes.Status426UpgradeRequired, "websocket-expected", "This address speaks WebSocket only.");
        }

        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(ProtocolLimits.Subprotocol, StringComparer.Ordinal))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest, "subprotocol-expected", $"Offer the WebSocket subprotocol '{ProtocolLimits.Subprotocol}'.");
        }

        if (!origins.IsAllowed(context.Request))
        {
            return Problem.Of(
                StatusCodes.Status403Forbidden, "origin-forbidden", "Pages of this origin may not connect; the operator can allow it by Signaling:AllowedOrigins.");
        }

        if (drain.IsDraining)
        {
            context.Response.Headers.RetryAfter = "2";
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "draining", "The server stops; connect again in a moment.");
        }

        return null;
    }

    private async Task ServeAsync(Connection connection, LingeringStream? lingering)
    {
        sessions.Add(connection);
        metrics.ConnectionOpened();
        int? clientCode = null;
        try
        {
            clientCode = await connection.RunAsync();
        }
        finally
        {
            sessions.Remove(connection);
            var isOwn = connection.CloseCode is not (0 or CloseCodes.Normal);
            var code = isOwn ? connection.CloseCode : clientCode ?? 1006;
            metrics.ConnectionClosed(code);
            LogClosed(logger, connection.Session?.Id, code);
            if (connection.Session is { } session)
            {
                Release(session, connection, code, isOwn);
            }
        }

        if (connection.CloseCode == CloseCodes.InvalidData && lingering is not null)
        {
            await lingering.LingerAsync();
        }
    }

    // The session waits for its client, unless it is over: the page was closed (1000, 1001 from the client), or the server has put the client out.
    private void Release(Session session, Connection connection, int code, bool isOwn)
    {
        lock (session.Gate)
        {
            if (!session.Detach(connection))
            {
                return;
            }

            var over = isOwn ? !CloseCodes.IsRetryable(code) : code is CloseCodes.Normal or CloseCodes.GoingAway;
            if (session.Peer is not { Present: true } peer)
            {
                sessions.Remove(session, expired: false);
            }
            else if (over)
            {
                sessions.Remove(session, expired: false);
                rooms.Leave(peer, LeaveReason.Left);
            }
            else if (!drain.IsDraining)
            {
                peer.Room.SetConnected(peer, connected: false);
            }
        }
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Debug, Message = "Connection of session {Session} closed with {Code}")]
    private static partial void LogClosed(ILogger logger, string? session, int code);
}
