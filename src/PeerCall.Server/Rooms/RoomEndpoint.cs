using System.Text.Json.Serialization;
using PeerCall.Server.Sessions;
using PeerCall.Server.Web;
using PeerCall.Signaling;

namespace PeerCall.Server.Rooms;

/// <summary>
/// <c>GET /api/rooms/{room}</c>: who is inside, for somebody who is about to join. A room that nobody is in looks like one that does not exist.
/// </summary>
internal static class RoomEndpoint
{
    public static void MapRooms(this WebApplication app) => app.MapGet("/api/rooms/{room}", Look);

    private static IResult Look(string room, HttpContext context, RoomRegistry rooms, SignalingOptions options, RoomLookups lookups)
    {
        if (!lookups.MayLook(ClientAddress.Of(context), out var retryAfter))
        {
            return Problem.RateLimited(retryAfter);
        }

        if (!RoomName.IsValid(room))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRoom, ErrorTexts.Of(ErrorCodes.InvalidRoom));
        }

        // The server's own peers take no place, and a room of theirs alone is nobody's yet.
        var peers = rooms.Find(room)?.People ?? [];
        var closed = rooms.Find(room)?.Password is not null;
        context.Response.Headers.CacheControl = "no-store";
        var view = new RoomView(room, peers.Count, options.MaxPeersPerRoom, closed, closed ? [] : [.. peers.Select(p => p.Info.Name)]);
        return Results.Json(view, RoomJson.Default.RoomView);
    }
}

/// <summary>How often one address may ask about rooms, so that names cannot be found by trying.</summary>
internal sealed class RoomLookups(TimeProvider time)
{
    private readonly AddressRateLimiter _limiter = new(time, perMinute: 120, burst: 60);

    public bool MayLook(AddressKey address, out TimeSpan retryAfter) => _limiter.TryTake(address, out retryAfter);
}

/// <summary>The answer.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Count">People inside.</param>
/// <param name="Max">People that it takes.</param>
/// <param name="PasswordRequired">True if it has a password.</param>
/// <param name="Names">Their names; empty for a room with a password.</param>
internal sealed record RoomView(string Room, int Count, int Max, bool PasswordRequired, IReadOnlyList<string> Names);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RoomView))]
internal sealed partial class RoomJson : JsonSerializerContext;
