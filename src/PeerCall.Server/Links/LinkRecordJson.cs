using System.Globalization;
using System.Text.Json;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Links;

/// <summary>A record as JSON, the same in the API and in the files (docs/link-records.md).</summary>
internal static class LinkRecordJson
{
    /// <summary>Writes one object.</summary>
    public static void Write(Utf8JsonWriter writer, LinkRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("room"u8, record.Room);
        writer.WriteStartArray("peers"u8);
        Write(writer, record.One);
        Write(writer, record.Other);
        writer.WriteEndArray();
        Write(writer, "startedAt"u8, record.StartedAt);
        if (record.ConnectedAt is { } connected)
            Write(writer, "connectedAt"u8, connected);
        if (record.EndedAt is { } ended)
            Write(writer, "endedAt"u8, ended);
        writer.WriteString("state"u8, record.State);
        var path = record.Path;
        writer.WriteString("path"u8, path);
        writer.WriteBoolean("relayed"u8, LinkPath.IsRelayed(path));
        writer.WriteString("cause"u8, record.Cause);
        writer.WriteNumber("restarts"u8, record.Restarts);
        if (record.ConnectMs is { } connectMs)
            writer.WriteNumber("connectMs"u8, connectMs);
        if (record.Reason is { } reason)
            writer.WriteString("reason"u8, Word(reason));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, LinkHalf half)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, half.Id);
        writer.WriteString("kind"u8, half.Kind switch { PeerKind.Browser => "browser", PeerKind.Headless => "headless", _ => "server" });
        if (half.Report is { } report)
        {
            writer.WriteStartObject("report"u8);
            LinkReportConverter.WriteMembers(writer, report);
            writer.WriteNumber("reports"u8, half.Reports);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("report"u8);
        }
        if (half.Turn is { } turn)
        {
            writer.WriteStartObject("turn"u8);
            writer.WriteNumber("allocations"u8, turn.Made);
            writer.WriteNumber("bytesToPeers"u8, turn.BytesToPeers);
            writer.WriteNumber("bytesFromPeers"u8, turn.BytesFromPeers);
            if (turn.LastRefusal is { } code)
                writer.WriteNumber("lastRefusal"u8, code);
            else
                writer.WriteNull("lastRefusal"u8);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("turn"u8);
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time) =>
        writer.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    private static string Word(LeaveReason reason) => reason switch
    {
        LeaveReason.TimedOut => "timed-out",
        LeaveReason.Removed => "removed",
        LeaveReason.Replaced => "replaced",
        _ => "left",
    };
}
