using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling;

/// <summary>
/// Reads server messages from bytes, for clients. What it does not know is no error: a later server may say more (docs/protocol.md, section 1). Its place in the log is read all the same.
/// </summary>
public static class ServerMessageReader
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = ProtocolLimits.MaxDepth };

    private static readonly (string Name, JsonTypeInfo Info)[] Types =
    [
        ("signal", ProtocolJson.Default.SignalFrom),
        ("ack", ProtocolJson.Default.Acknowledged),
        ("pong", ProtocolJson.Default.Pong),
        ("chat", ProtocolJson.Default.ChatFrom),
        ("typing", ProtocolJson.Default.TypingFrom),
        ("report", ProtocolJson.Default.ReportFrom),
        ("peer-updated", ProtocolJson.Default.PeerUpdated),
        ("peer-joined", ProtocolJson.Default.PeerJoined),
        ("peer-left", ProtocolJson.Default.PeerLeft),
        ("relay-refused", ProtocolJson.Default.RelayRefused),
        ("ice-servers", ProtocolJson.Default.IceServers),
        ("joined", ProtocolJson.Default.Joined),
        ("welcome", ProtocolJson.Default.Welcome),
        ("resumed", ProtocolJson.Default.Resumed),
        ("resume-failed", ProtocolJson.Default.ResumeFailed),
        ("error", ProtocolJson.Default.Error),
        ("draining", ProtocolJson.Default.Draining),
    ];

    /// <summary>Reads one message. Never throws: what cannot be understood has no <see cref="ServerMessageReading.Message"/>.</summary>
    public static ServerMessageReading Read(ReadOnlySpan<byte> message)
    {
        // Utf8JsonReader has no other way than an exception to say "not JSON". A server that sends that is broken, and the session goes on without the message.
        try
        {
            var reader = new Utf8JsonReader(message, ReaderOptions);
            if (!MessageType.TryAdvance(ref reader))
                return default;
            if (TypeInfo(ref reader) is not { } info)
                return new ServerMessageReading(null, FindSeq(ref reader));
            var read = (ServerMessage?)JsonSerializer.Deserialize(message, info);
            return new ServerMessageReading(read, read?.Seq);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonTypeInfo? TypeInfo(ref Utf8JsonReader reader)
    {
        foreach (var (name, info) in Types)
        {
            if (reader.ValueTextEquals(name))
                return info;
        }
        return null;
    }

    private static long? FindSeq(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSeq = reader.ValueTextEquals("seq"u8);
            if (!reader.Read())
                return null;
            if (isSeq)
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seq) ? seq : null;
            reader.Skip();
        }
        return null;
    }
}

/// <summary>What <see cref="ServerMessageReader"/> found.</summary>
/// <param name="Message">The message; null if it is not understood.</param>
/// <param name="Seq">Its place in the session's log; null if it has none.</param>
public readonly record struct ServerMessageReading(ServerMessage? Message, long? Seq);
