using System.Globalization;
using System.Text.Json;
using PeerCall.Server.Operator;
using PeerCall.Server.Rooms;
using PeerCall.Server.Sessions;
using PeerCall.Server.Web;
using PeerCall.Signaling;

namespace PeerCall.Server.Links;

/// <summary><c>GET /api/rooms/{room}/links</c> and <c>GET /api/links?since=</c>: the operator looks at links (docs/link-records.md).</summary>
internal sealed class LinksEndpoint(OperatorKey key, LinkBook links, RoomRegistry rooms)
{
    private const int MaxLimit = 1_000;

    // RFC 3339, with or without a fraction.
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    /// <summary>The links of a room, those that live and those that have ended, newest first.</summary>
    public IResult OfRoom(HttpContext context, string room)
    {
        if (key.Refusal(context) is { } refusal)
            return refusal;
        if (!RoomName.IsValid(room))
            return Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRoom, ErrorTexts.Of(ErrorCodes.InvalidRoom));
        var ended = links.Ended(DateTimeOffset.MinValue, out var isComplete).Where(record => record.Room == room).Reverse();
        IEnumerable<LinkRecord> live = rooms.Find(room) is { } open ? links.LiveIn(open).OrderByDescending(static record => record.StartedAt) : [];
        return new Answer(live.Concat(ended), isComplete, HasMore: false);
    }

    /// <summary>The links that have ended after a time, in the order of their ends, then all that live.</summary>
    public IResult Since(HttpContext context, string? since, string? limit)
    {
        if (key.Refusal(context) is { } refusal)
            return refusal;
        var from = DateTimeOffset.MinValue;
        if (since is not null
            && !(since.Length > 19 && DateTimeOffset.TryParseExact(since, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out from)))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", "'since' is a time such as 2026-01-31T12:00:00Z (RFC 3339).");
        }
        var most = MaxLimit;
        if (limit is not null && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= MaxLimit))
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", "'limit' is a number from 1 to 1000.");
        var ended = links.Ended(from, out var isComplete);
        return new Answer(ended.Take(most).Concat(links.Live()), isComplete, HasMore: ended.Count > most);
    }

    /// <summary>The records, written one by one: there may be many.</summary>
    private sealed record Answer(IEnumerable<LinkRecord> Records, bool IsComplete, bool HasMore) : IResult
    {
        private const int FlushBytes = 64 * 1024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/json";
            response.Headers.CacheControl = "no-store";
            await using var writer = new Utf8JsonWriter(response.BodyWriter);
            writer.WriteStartObject();
            writer.WriteBoolean("complete"u8, IsComplete);
            writer.WriteBoolean("more"u8, HasMore);
            writer.WriteStartArray("links"u8);
            foreach (var record in Records)
            {
                LinkRecordJson.Write(writer, record);
                if (writer.BytesPending < FlushBytes)
                    continue;
                await writer.FlushAsync(httpContext.RequestAborted);
                await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
            await writer.FlushAsync(httpContext.RequestAborted);
        }
    }
}
