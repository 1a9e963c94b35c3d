using System.Security.Cryptography;
using PeerCall.Server.Web;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.IceServers;

/// <summary>Answer of <c>GET /api/ice-servers</c>.</summary>
/// <param name="IceServers">For <c>RTCConfiguration.iceServers</c>.</param>
/// <param name="IceExpiresAt">When the credentials end, in milliseconds since 1970; null without credentials.</param>
internal sealed record IceServersAnswer(IReadOnlyList<IceServer> IceServers, long? IceExpiresAt);

/// <summary>
/// <c>GET /api/ice-servers</c>: servers for somebody who is not in a room yet (to check a connection) or whose credentials ran out.
/// </summary>
internal sealed class IceServersEndpoint(IceServerIssuer issuer, TurnOptions options, TimeProvider clock)
{
    private const string Bearer = "Bearer ";
    private const int PeerIdLength = 16;

    private readonly AddressRateLimiter _limiter = new(clock, options.RequestsPerMinute, options.RequestsPerMinute);

    /// <summary>Answers one request.</summary>
    public IResult Get(HttpContext context, ISessionTokenCheck? tokens)
    {
        if (!_limiter.TryTake(ClientAddress.Of(context), out var retryAfter))
            return Problem.RateLimited(retryAfter);
        var peer = TokenOf(context.Request) is { } token ? tokens?.PeerOf(token) : null;
        if (peer is null && options.RequireSession)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Of(StatusCodes.Status401Unauthorized, "unauthorized", "This server gives ICE servers to those who have joined a room; send the session token as a bearer token.");
        }
        // Somebody unknown gets a name of her own, so that the TURN server's per-user limits do not add strangers up.
        peer ??= RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", PeerIdLength);
        var grant = issuer.Issue(peer, PageAddress.Of(context.Request));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new IceServersAnswer(grant.Servers, grant.ExpiresAt?.ToUnixTimeMilliseconds()), WebJson.Default.IceServersAnswer);
    }

    /// <summary>The bearer token (RFC 6750 §2.1); never from the query, which ends up in logs.</summary>
    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }
}
