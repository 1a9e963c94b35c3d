using System.Security.Cryptography;
using PeerCall.Server.ServerPeers.Echo;
using PeerCall.Server.Sessions;
using PeerCall.Server.Web;

namespace PeerCall.Server.ServerPeers;

/// <summary><c>POST /api/test-calls</c>: a room with <c>echo</c> in it, for everybody.</summary>
internal sealed class TestCallsEndpoint(ServerPeerRooms rooms, ServerPeersOptions options, SignalingOptions signaling, OriginCheck origins, TimeProvider clock)
{
    /// <summary>Each takes one of a few server peers for a minute, whether somebody comes or not.</summary>
    private const int MostPerMinute = 10;

    private readonly AddressRateLimiter? _limiter = signaling.JoinRate == 0
        ? null
        : new AddressRateLimiter(clock, Math.Min(signaling.JoinRate, MostPerMinute), burst: Math.Min(signaling.JoinRate, MostPerMinute));

    /// <summary>Makes one.</summary>
    public async Task<IResult> AddAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!options.TestCalls)
            return Problem.Of(StatusCodes.Status404NotFound, "peers-disabled", "This server has no test calls; its operator can allow them by Peers:TestCalls.");
        if (!origins.IsAllowed(context.Request))
            return Problem.Of(StatusCodes.Status403Forbidden, "origin-forbidden", "Pages of this origin may not do that; the operator can allow it by Signaling:AllowedOrigins.");
        if (_limiter is not null && !_limiter.TryTake(ClientAddress.Of(context), out var retryAfter))
            return Problem.RateLimited(retryAfter);

        var room = "test-" + RandomNumberGenerator.GetString("abcdefghjkmnpqrstvwxyz23456789", 12);
        if (ServerPeersEndpoint.Explain(rooms.TryRequest(room, EchoPeer.Kind, displayName: null, out var run), EchoPeer.Kind) is { } problem)
            return problem;
        return await ServerPeersEndpoint.EnteredAsync(run!) is null
            ? ServerPeersEndpoint.Failed()
            : Results.Json(new TestCallView(room), ServerPeersJson.Default.TestCallView, statusCode: StatusCodes.Status201Created);
    }
}
