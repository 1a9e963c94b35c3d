using System.Buffers;
using System.Text.Json;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling;

/// <summary>
/// Reads the <c>stats</c> of a report, and only what docs/protocol.md, section 6, allows. Words become the constants of this class, so that a report costs little more memory than its record.
/// </summary>
internal static class LinkReportReader
{
    private const double MaxTimeMs = 600_000;
    private const double MaxConnectMs = 86_400_000;
    private const double MaxRestarts = 1_000_000;
    private const double MaxKbps = 10_000_000;
    private const double MaxBytes = 9_007_199_254_740_991; // 2^53 - 1
    private const int MaxCauseLength = 32;
    private const int MaxServerLength = 255;

    private static readonly string[] States = ["new", "connecting", "connected", "disconnected", "failed", "closed"];
    private static readonly string[] Types = ["host", "srflx", "prflx", "relay"];
    private static readonly string[] Protocols = ["udp", "tcp"];
    private static readonly string[] RelayProtocols = ["udp", "tcp", "tls"];

    private static readonly SearchValues<char> ServerLetters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-_:[]");

    // In the order of the enumeration.
    private static readonly string[] Members =
    [
        "state", "cause", "local", "remote", "relayOnly", "paused", "roundTripMs", "jitterMs", "lossPercent", "connectMs", "restarts", "sendKbps", "receiveKbps", "bytesSent", "bytesReceived",
    ];

    private static readonly string[] CandidateMembers = ["type", "protocol", "relayProtocol", "relayServer", "address"];

    private enum Member
    {
        Unknown = -1,
        State,
        Cause,
        Local,
        Remote,
        RelayOnly,
        Paused,
        RoundTripMs,
        JitterMs,
        LossPercent,
        ConnectMs,
        Restarts,
        SendKbps,
        ReceiveKbps,
        BytesSent,
        BytesReceived,
    }

    private enum CandidateMember
    {
        Unknown = -1,
        Type,
        Protocol,
        RelayProtocol,
        RelayServer,
        Address,
    }

    /// <summary>Reads from the beginning of an object to its end. Null, somewhere within, if it is not of the form or out of its bounds.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text has half of a surrogate pair.</exception>
    public static LinkReport? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var start = reader.TokenStartIndex;
        var seen = 0;
        string? state = null, cause = null;
        ReportedCandidate? local = null, remote = null;
        bool? relayOnly = null, paused = null;
        double? roundTrip = null, jitter = null, loss = null, connect = null, restarts = null, send = null, receive = null, bytesSent = null, bytesReceived = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = (Member)IndexOf(ref reader, Members);
            if (member is Member.Unknown)
            {
                reader.Skip();
                continue;
            }

            var isFirst = Mark(ref seen, (int)member);
            reader.Read();
            var fine = isFirst && member switch
            {
                Member.State => (state = Word(ref reader, States)) is not null,
                Member.Cause => TryCause(ref reader, out cause),
                Member.Local => (local = Candidate(ref reader)) is not null,
                Member.Remote => (remote = Candidate(ref reader)) is not null,
                Member.RelayOnly => (relayOnly = Flag(ref reader)) is not null,
                Member.Paused => (paused = Flag(ref reader)) is not null,
                Member.RoundTripMs => (roundTrip = Number(ref reader, MaxTimeMs)) is not null,
                Member.JitterMs => (jitter = Number(ref reader, MaxTimeMs)) is not null,
                Member.LossPercent => (loss = Number(ref reader, 100)) is not null,
                Member.ConnectMs => (connect = Number(ref reader, MaxConnectMs)) is not null,
                Member.Restarts => (restarts = Whole(ref reader, MaxRestarts)) is not null,
                Member.SendKbps => (send = Number(ref reader, MaxKbps)) is not null,
                Member.ReceiveKbps => (receive = Number(ref reader, MaxKbps)) is not null,
                Member.BytesSent => (bytesSent = Whole(ref reader, MaxBytes)) is not null,
                _ => (bytesReceived = Whole(ref reader, MaxBytes)) is not null,
            };
            if (!fine)
            {
                return null;
            }
        }

        if (state is null || (local is null) != (remote is null) || reader.BytesConsumed - start > ProtocolLimits.MaxReportBytes)
        {
            return null;
        }

        return new LinkReport
        {
            State = state,
            Cause = cause,
            Local = local,
            Remote = remote,
            RelayOnly = relayOnly,
            Paused = paused,
            RoundTripMs = roundTrip,
            JitterMs = jitter,
            LossPercent = loss,
            ConnectMs = connect,
            Restarts = (int?)restarts,
            SendKbps = send,
            ReceiveKbps = receive,
            BytesSent = (long?)bytesSent,
            BytesReceived = (long?)bytesReceived,
        };
    }

    private static ReportedCandidate? Candidate(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var seen = 0;
        string? type = null, protocol = null, relayProtocol = null, relayServer = null, address = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = (CandidateMember)IndexOf(ref reader, CandidateMembers);
            if (member is CandidateMember.Unknown)
            {
                reader.Skip();
                continue;
            }

            var isFirst = Mark(ref seen, (int)member);
            reader.Read();
            var fine = isFirst && member switch
            {
                CandidateMember.Type => (type = Word(ref reader, Types)) is not null,
                CandidateMember.Protocol => (protocol = Word(ref reader, Protocols)) is not null,
                CandidateMember.RelayProtocol => (relayProtocol = Word(ref reader, RelayProtocols)) is not null,
                CandidateMember.RelayServer => TryServer(ref reader, out relayServer),
                _ => TryAddress(ref reader, out address),
            };
            if (!fine)
            {
                return null;
            }
        }

        return type is null || protocol is null
            ? null
            : new ReportedCandidate { Type = type, Protocol = protocol, RelayProtocol = relayProtocol, RelayServer = relayServer, Address = address };
    }

    /// <summary>False if the member stood there before.</summary>
    private static bool Mark(ref int seen, int member)
    {
        var bit = 1 << member;
        var isFirst = (seen & bit) == 0;
        seen |= bit;
        return isFirst;
    }

    private static int IndexOf(ref Utf8JsonReader reader, string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (reader.ValueTextEquals(words[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static string? Word(ref Utf8JsonReader reader, string[] words) =>
        reader.TokenType == JsonTokenType.String && IndexOf(ref reader, words) is >= 0 and var index ? words[index] : null;

    private static bool? Flag(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    /// <summary>From 0 to <paramref name="most"/>. What a double cannot hold is read as infinite, and too much.</summary>
    private static double? Number(ref Utf8JsonReader reader, double most) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && value >= 0 && value <= most ? value : null;

    private static double? Whole(ref Utf8JsonReader reader, double most) => Number(ref reader, most) is { } value && double.IsInteger(value) ? value : null;

    /// <summary>A code of a later version is no error, and tells nothing.</summary>
    private static bool TryCause(ref Utf8JsonReader reader, out string? cause)
    {
        cause = null;
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > MaxCauseLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxCauseLength];
        text = text[..reader.ValueSpan.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var letter = (char)reader.ValueSpan[i];
            if (!char.IsAsciiLetterLower(letter) && (letter != '-' || i == 0))
            {
                return false;
            }

            text[i] = letter;
        }

        cause = CauseCodes.Find(text);
        return true;
    }

    /// <summary>A text that is neither a host name nor an address, with or without a port, is left out: it is shown to people.</summary>
    private static bool TryServer(ref Utf8JsonReader reader, out string? server)
    {
        server = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        var text = reader.GetString()!;
        if (text.Length > MaxServerLength)
        {
            return false;
        }

        server = text.Length > 0 && !text.AsSpan().ContainsAnyExcept(ServerLetters) ? text : null;
        return true;
    }

    private static bool TryAddress(ref Utf8JsonReader reader, out string? address)
    {
        address = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        address = ShortAddress.Of(reader.GetString());
        return true;
    }
}
