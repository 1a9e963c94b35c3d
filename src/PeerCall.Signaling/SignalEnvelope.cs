namespace PeerCall.Signaling;

/// <summary>
/// A <c>signal</c> message with its body left as it is: where its parts stand in the received bytes. The server reads the envelope and copies the
/// body; it never parses an SDP.
/// </summary>
public readonly struct SignalEnvelope
{
    private const string NotJson = "The message is not JSON, or nested too deep.";
    private const string OutOfBounds = "'signal' has a member that is doubled, of a wrong kind or out of bounds.";

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

    /// <summary>Reads the envelope. <paramref name="problem"/> is null exactly if the message is JSON, complete and within its bounds.</summary>
    /// <param name="message">The whole message, valid UTF-8; its <c>type</c> is known to be <c>signal</c>.</param>
    /// <param name="start">Where the value of <c>type</c> has ended.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    public static SignalEnvelope Read(ReadOnlySpan<byte> message, int start, out string? problem)
    {
        var scanner = new JsonScanner(message, start);
        long id = 0;
        Range? to = null, link = null, remoteLink = null, body = null;
        while (scanner.TryTake(','))
        {
            scanner.Peek();
            var memberStart = scanner.Position;
            if (!scanner.TryTakeString(out var name, out var escaped) || !scanner.TryTake(':'))
            {
                problem = NotJson;
                return default;
            }

            var member = escaped ? Member.Escaped : MemberOf(message[name]);
            var first = scanner.Peek();
            Range? text = null;
            var number = 0L;
            if (first == '"')
            {
                if (!scanner.TryTakeString(out var content, out var hasEscapes))
                {
                    problem = NotJson;
                    return default;
                }

                text = hasEscapes ? null : content;
            }
            else if (member == Member.Id)
            {
                if (!scanner.TryTakeInteger(out number))
                {
                    problem = OutOfBounds;
                    return default;
                }
            }
            else if (!scanner.TrySkipValue(ProtocolLimits.MaxDepth - 1))
            {
                problem = NotJson;
                return default;
            }

            var whole = memberStart..scanner.Position;
            var fine = member switch
            {
                Member.Id => id == 0 && (id = number) > 0,
                Member.To => to is null && (to = text) is not null,
                Member.Link => link is null && IsLink(text) && (link = whole) is not null,
                Member.RemoteLink => remoteLink is null && IsLink(text) && (remoteLink = whole) is not null,
                Member.Description => body is null && first == '{' && (body = whole) is not null,
                Member.Candidate => body is null && first is (byte)'{' or (byte)'n' && (body = whole) is not null,
                Member.Unknown => true,
                _ => false,
            };
            if (!fine)
            {
                problem = OutOfBounds;
                return default;
            }
        }

        // Nothing may follow the object.
        if (!scanner.TryTake('}') || scanner.Peek() != 0 || scanner.Position != message.Length)
        {
            problem = NotJson;
            return default;
        }

        problem = id == 0 || to is null || link is null || body is null
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

    private static Member MemberOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("id"u8) ? Member.Id
        : name.SequenceEqual("to"u8) ? Member.To
        : name.SequenceEqual("link"u8) ? Member.Link
        : name.SequenceEqual("remoteLink"u8) ? Member.RemoteLink
        : name.SequenceEqual("description"u8) ? Member.Description
        : name.SequenceEqual("candidate"u8) ? Member.Candidate
        : name.SequenceEqual("type"u8) ? Member.Type
        : Member.Unknown;

    private enum Member
    {
        Unknown,
        Id,
        To,
        Link,
        RemoteLink,
        Description,
        Candidate,
        Type,

        // A name that hides behind escapes could be any of them to the receiver.
        Escaped,
    }
}
