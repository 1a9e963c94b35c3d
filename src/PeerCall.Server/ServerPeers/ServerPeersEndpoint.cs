using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Server.Operator;
using PeerCall.Server.Sessions;
using PeerCall.Server.Web;
using PeerCall.Signaling;

namespace PeerCall.Server.ServerPeers;

/// <summary><c>POST /api/rooms/{room}/peers</c> and <c>DELETE /api/rooms/{room}/peers/{name}</c>: the operator brings server peers into rooms, and sends them out.</summary>
internal sealed class ServerPeersEndpoint(OperatorKey key, ServerPeerRooms rooms)
{
    /// <summary>Brings one in; answers when it is.</summary>
    public async Task<IResult> AddAsync(HttpContext context, string room)
    {
        if (key.Refusal(context) is { } refusal)
            return refusal;
        context.Response.Headers.CacheControl = "no-store";
        if (!RoomName.IsValid(room))
            return Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRoom, ErrorTexts.Of(ErrorCodes.InvalidRoom));
        if (await ReadAsync(context) is not { Peer: { } name } wanted)
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", "Send a JSON object with 'peer', the kind of server peer, and, if it shall have another one, its 'name'.");
        var displayName = wanted.Name is null ? null : DisplayName.Clean(wanted.Name);
        if (wanted.Name is not null && displayName is null)
            return Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidName, ErrorTexts.Of(ErrorCodes.InvalidName));

        if (Explain(rooms.TryRequest(room, name, displayName, out var run), name) is { } problem)
            return problem;
        return await EnteredAsync(run!) is { } id
            ? Results.Json(
                new ServerPeerView(id, room, name, displayName ?? rooms.Kinds[name].DisplayName), ServerPeersJson.Default.ServerPeerView, statusCode: StatusCodes.Status201Created)
            : Failed();
    }

    /// <summary>Sends one out; answers when it is gone.</summary>
    public async Task<IResult> RemoveAsync(HttpContext context, string room, string name)
    {
        if (key.Refusal(context) is { } refusal)
            return refusal;
        if (rooms.Dismiss(room, name) is not { } run)
            return Problem.Of(StatusCodes.Status404NotFound, ErrorCodes.UnknownPeer, "There is no such server peer in this room.");
        await run.Ended;
        return Results.NoContent();
    }

    /// <summary>The answer to a request that was not granted; null if it was.</summary>
    public static IResult? Explain(ServerPeerRefusal refusal, string kind) => refusal switch
    {
        ServerPeerRefusal.None => null,
        ServerPeerRefusal.UnknownKind => Problem.Of(StatusCodes.Status404NotFound, "unknown-peer-kind", $"There is no server peer '{OptionsCheck.OneLine(kind)}'."),
        ServerPeerRefusal.Exists => Problem.Of(StatusCodes.Status409Conflict, "peer-exists", "This server peer is in the room already."),
        ServerPeerRefusal.Busy => Problem.Of(StatusCodes.Status503ServiceUnavailable, "peers-busy", "All server peers are taken; try again later, or raise Peers:Max."),
        _ => Problem.Of(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Draining, ErrorTexts.Of(ErrorCodes.Draining)),
    };

    /// <summary>Its id once it is in; null if it does not come in.</summary>
    public static async Task<string?> EnteredAsync(IServerPeerRun run)
    {
        await ((Task)run.Joined).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return run.Joined.IsCompletedSuccessfully ? await run.Joined : null;
    }

    /// <summary>It did not come in.</summary>
    public static IResult Failed() => Problem.Of(StatusCodes.Status503ServiceUnavailable, "peer-failed", "The server peer could not join; the server's log says why.");

    private static async Task<ServerPeerRequest?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, ServerPeersJson.Default.ServerPeerRequest, context.RequestAborted);
        }
        catch (Exception wrong) when (wrong is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>What the operator asks for.</summary>
/// <param name="Peer">The kind.</param>
/// <param name="Name">Its display name; null: the kind's.</param>
internal sealed record ServerPeerRequest(string? Peer, string? Name);

/// <summary>The answer: a server peer that is in its room.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Room">The room.</param>
/// <param name="Peer">The kind.</param>
/// <param name="Name">Its display name.</param>
internal sealed record ServerPeerView(string Id, string Room, string Peer, string Name);

/// <summary>The answer: a room for a test call.</summary>
/// <param name="Room">Its name.</param>
internal sealed record TestCallView(string Room);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServerPeerRequest))]
[JsonSerializable(typeof(ServerPeerView))]
[JsonSerializable(typeof(TestCallView))]
internal sealed partial class ServerPeersJson : JsonSerializerContext;
