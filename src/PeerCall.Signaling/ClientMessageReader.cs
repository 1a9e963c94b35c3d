using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling;

/// <summary>
/// Reads client messages from bytes: strict in what the protocol says, indifferent to members it does not know. A <c>signal</c> is only looked at
/// (<see cref="SignalEnvelope"/>), everything else becomes a record, a <c>report</c> without an exception whatever it holds.
/// </summary>
public static class ClientMessageReader
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = ProtocolLimits.MaxDepth };

    private static readonly (string Name, JsonTypeInfo Info)[] Types =
    [
        ("ack", ProtocolJson.Default.Confirm),
        ("ping", ProtocolJson.Default.Ping),
        ("chat", ProtocolJson.Default.Chat),
        ("typing", ProtocolJson.Default.Typing),
        ("update", ProtocolJson.Default.Update),
        ("hello", ProtocolJson.Default.Hello),
        ("join", ProtocolJson.Default.Join),
        ("leave", ProtocolJson.Default.Leave),
        ("remove", ProtocolJson.Default.Remove),
    ];

    /// <summary>Reads one message. Never throws: what is wrong with it is in the result.</summary>
    public static ClientMessageReading Read(ReadOnlySpan<byte> message)
    {
        // Utf8JsonReader has no other way than an exception to say "not JSON", or "half of a surrogate pair". It is the end of that road for the sender: the tenth one closes.
        try
        {
            var reader = new Utf8JsonReader(message, ReaderOptions);
            if (!MessageType.TryAdvance(ref reader))
            {
                return Bad("A message is a JSON object that begins with its 'type'.");
            }

            if (reader.ValueTextEquals("signal"u8))
            {
                var envelope = SignalEnvelope.Read(message, (int)reader.BytesConsumed, out var problem);
                return problem is null ? new ClientMessageReading { Signal = envelope, Type = "signal" } : Bad(problem);
            }

            if (reader.ValueTextEquals("report"u8))
            {
                return ReadReport(ref reader);
            }

            if (TypeInfo(ref reader, out var type) is not { } info)
            {
                return new ClientMessageReading { ErrorCode = ErrorCodes.UnknownType, ErrorText = "This message type is not known." };
            }

            // A second 'type' would pass as an unknown member.
            if (HasSecondType(ref reader))
            {
                return Bad("'type' stands twice.");
            }

            var read = (ClientMessage)JsonSerializer.Deserialize(message, info)!;
            return read.FindProblem() is { } wrong ? Bad(wrong) : new ClientMessageReading { Message = read, Type = type };
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return Bad("The message is not JSON, or a member is missing, doubled or of a wrong kind.");
        }
    }

    private static ClientMessageReading ReadReport(ref Utf8JsonReader reader)
    {
        string? to = null;
        LinkReport? stats = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("to"u8))
            {
                if (to is not null || !reader.Read() || reader.TokenType != JsonTokenType.String)
                {
                    return Bad("'to' is a text, once.");
                }

                to = reader.GetString();
            }
            else if (reader.ValueTextEquals("stats"u8))
            {
                if (stats is not null || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                {
                    return Bad("'stats' is an object, once.");
                }

                stats = LinkReportReader.Read(ref reader);
                if (stats is null)
                {
                    return new ClientMessageReading { ErrorCode = ErrorCodes.BadReport, ErrorText = "A member of 'stats' is missing, doubled, of a wrong kind or out of bounds." };
                }
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                return Bad("'type' stands twice.");
            }
            else
            {
                reader.Skip();
            }
        }

        // Throws if anything follows the object.
        reader.Read();
        return to is null || stats is null
            ? Bad("'report' needs 'to' and 'stats'.")
            : new ClientMessageReading { Message = new Report { To = to, Stats = stats }, Type = "report" };
    }

    private static ClientMessageReading Bad(string text) => new() { ErrorCode = ErrorCodes.BadMessage, ErrorText = text };

    private static bool HasSecondType(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static JsonTypeInfo? TypeInfo(ref Utf8JsonReader reader, out string? type)
    {
        foreach (var (name, info) in Types)
        {
            if (reader.ValueTextEquals(name))
            {
                type = name;
                return info;
            }
        }

        type = null;
        return null;
    }
}

/// <summary>What <see cref="ClientMessageReader"/> found: a signal, another message, or an error.</summary>
public readonly struct ClientMessageReading
{
    /// <summary>Null exactly if the message was understood; else a code of <see cref="ErrorCodes"/>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>One sentence about the error.</summary>
    public string? ErrorText { get; init; }

    /// <summary>The message's type, as one of the protocol's constants; null with an error.</summary>
    public string? Type { get; init; }

    /// <summary>The message; null if it is a signal or an error.</summary>
    public ClientMessage? Message { get; init; }

    /// <summary>The signal, if <see cref="Message"/> and <see cref="ErrorCode"/> are null.</summary>
    public SignalEnvelope Signal { get; init; }
}
