using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling;

/// <summary>JSON of reports, in a message or a record: read within their bounds, written without what is null.</summary>
public sealed class LinkReportConverter : JsonConverter<LinkReport>
{
    /// <inheritdoc />
    public override LinkReport Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LinkReportReader.Read(ref reader) ?? throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, LinkReport value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        WriteMembers(writer, value);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members alone, into an object that holds others too.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, LinkReport value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteString("state"u8, value.State);
        Write(writer, "cause"u8, value.Cause);
        Write(writer, "local"u8, value.Local);
        Write(writer, "remote"u8, value.Remote);
        Write(writer, "relayOnly"u8, value.RelayOnly);
        Write(writer, "paused"u8, value.Paused);
        Write(writer, "roundTripMs"u8, value.RoundTripMs);
        Write(writer, "jitterMs"u8, value.JitterMs);
        Write(writer, "lossPercent"u8, value.LossPercent);
        Write(writer, "connectMs"u8, value.ConnectMs);
        Write(writer, "restarts"u8, value.Restarts);
        Write(writer, "sendKbps"u8, value.SendKbps);
        Write(writer, "receiveKbps"u8, value.ReceiveKbps);
        Write(writer, "bytesSent"u8, value.BytesSent);
        Write(writer, "bytesReceived"u8, value.BytesReceived);
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReportedCandidate? candidate)
    {
        if (candidate is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("type"u8, candidate.Type);
        writer.WriteString("protocol"u8, candidate.Protocol);
        Write(writer, "relayProtocol"u8, candidate.RelayProtocol);
        Write(writer, "relayServer"u8, candidate.RelayServer);
        Write(writer, "address"u8, candidate.Address);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } known)
        {
            writer.WriteBoolean(name, known);
        }
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }
}
