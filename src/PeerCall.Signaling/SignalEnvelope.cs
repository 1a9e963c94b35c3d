using System.Text.Json;

namespace PeerCall.Signaling;

/// <summary>
/// A <c>signal</c> message with its body left as it is: where its parts stand in the received bytes. The server reads the envelope and copies the
/// body; it never parses an SDP.
/// </summary>
public readonly struct SignalEnvelope
{
    /// <summary>The request's id.</summary>
    public long Id { get; private init; }

    /// <summary>The receiver's peer id, within the message.</summary>
    public Range To { get; private init; }

    /// <summary>The members <c>link</c>, <c>remoteLink</c> and <c>description</c> or <c>candidate</c>, name and value, within the message.</summary>
    public Range Link { get; private init; }

    /// <inheritdoc cref="Link" />
    public Range? RemoteLink { get; private init; }

    /// <inheritdoc cref="Link" />
    public Range Body { get; private init; }

    /// <summary>Reads the envelope. <paramref name="problem"/> is null exactly if it is complete and within its bounds.</summary>
    /// <param name="message">The whole message; its <c>type</c> is known to be <c>signal</c>.</param>
    /// <param name="reader">Stands on the value of <c>type</c>.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    /// <exception cref="JsonException">The text is not JSON or too deep.</exception>
    public static SignalEnvelope Read(ReadOnlySpan<byte> message, ref Utf8JsonReader reader, out string? problem)
    {
        long id = 0;
        Range? to = null, link = null, remoteLink = null, body = null;
        var seenId = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var member = Member(ref reader);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            var kind = reader.TokenType;
            var number = 0L;
            var isNumber = kind == JsonTokenType.Number && reader.TryGetInt64(out number);
            reader.Skip();
            var whole = start..(int)reader.BytesConsumed;
            var text = kind == JsonTokenType.String && !reader.ValueIsEscaped ? (valueStart + 1)..((int)reader.BytesConsumed - 1) : default(Range?);

            var fine = member switch
            {
                'i' => !seenId && (seenId = isNumber && number > 0),
                't' => to is null && (to = text) is not null,
                'l' => link is null && IsLink(text) && (link = whole) is not null,
                'r' => remoteLink is null && IsLink(text) && (remoteLink = whole) is not null,
                'd' => body is null && kind == JsonTokenType.StartObject && (body = whole) is not null,
                'c' => body is null && kind is JsonTokenType.StartObject or JsonTokenType.Null && (body = whole) is not null,
                'y' => false,
                _ => true,
            };
            if (!fine)
            {
                problem = "'signal' has a member that is doubled, of a wrong kind or out of bounds.";
                return default;
            }

            if (member == 'i')
            {
                id = number;
            }
        }

        // Nothing may follow the object.
        problem = reader.Read() || !seenId || to is null || link is null || body is null
            ? "'signal' needs 'id', 'to', 'link' and one of 'description' and 'candidate'."
            : null;
        return problem is null
            ? new SignalEnvelope { Id = id, To = to!.Value, Link = link!.Value, RemoteLink = remoteLink, Body = body!.Value }
            : default;
    }

    /// <summary>
    /// The message for the receiver, without <c>seq</c>: <c>{"type":"signal","from":…,</c> and then the sender's own bytes.
    /// </summary>
    public OutgoingMessage ForReceiver(ReadOnlySpan<byte> message, string from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var link = message[Link];
        var remote = RemoteLink is { } range ? message[range] : default;
        var body = message[Body];
        var head = """{"type":"signal" """u8[..^1];
        var fromName = ""","from":" """u8[..^1];
        var length = head.Length + fromName.Length + from.Length + 2 + link.Length + (remote.IsEmpty ? 0 : remote.Length + 1) + 1 + body.Length + 1;
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var rest = bytes.AsSpan();
        Append(ref rest, head);
        Append(ref rest, fromName);
        rest = rest[System.Text.Encoding.ASCII.GetBytes(from, rest)..];
        Append(ref rest, "\","u8);
        Append(ref rest, link);
        Append(ref rest, ","u8);
        if (!remote.IsEmpty)
        {
            Append(ref rest, remote);
            Append(ref rest, ","u8);
        }

        Append(ref rest, body);
        Append(ref rest, "}"u8);
        return new OutgoingMessage(bytes, head.Length);
    }

    private static void Append(ref Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target);
        target = target[bytes.Length..];
    }

    private static bool IsLink(Range? text) =>
        text is { } range && range.End.Value - range.Start.Value is > 0 and <= ProtocolLimits.MaxLinkLength;

    private static char Member(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) ? 'i'
        : reader.ValueTextEquals("to"u8) ? 't'
        : reader.ValueTextEquals("link"u8) ? 'l'
        : reader.ValueTextEquals("remoteLink"u8) ? 'r'
        : reader.ValueTextEquals("description"u8) ? 'd'
        : reader.ValueTextEquals("candidate"u8) ? 'c'
        : reader.ValueTextEquals("type"u8) ? 'y'
        : '?';
}
