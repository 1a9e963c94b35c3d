using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PeerCall.Benchmarks.Load;

/// <summary>What a message carries so that its arrival can be judged.</summary>
/// <param name="Sender">The number of the participant that sent it.</param>
/// <param name="Number">Its place in the order from that sender, from 1.</param>
/// <param name="Due">When it was due to be sent, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</param>
internal readonly record struct Stamp(uint Sender, uint Number, long Due);

/// <summary>
/// The body of a `signal` message (protocol 1, section 5) of an exact size, with a stamp of fixed width at its end. The server has to
/// deliver it byte for byte, so the receiver compares all of it and finds the stamp from the end, whatever the server put before.
/// </summary>
internal sealed class SignalBody
{
    private const int StampLength = 8 + 1 + 8 + 1 + 16;

    private static readonly StandardFormat Hex8 = new('X', 8);
    private static readonly StandardFormat Hex16 = new('X', 16);

    private readonly byte[] _template;
    private readonly int _stampAt;

    private SignalBody(string member, string before, string after)
    {
        Member = Encoding.ASCII.GetBytes(member);
        _template = Encoding.ASCII.GetBytes(before + new string('0', StampLength) + after);
        _stampAt = before.Length;
    }

    /// <summary>The member of the message that holds the body: `candidate` or `description`.</summary>
    public byte[] Member { get; }

    /// <summary>Bytes of the body.</summary>
    public int Length => _template.Length;

    /// <summary>An RTCIceCandidateInit of <paramref name="length"/> bytes.</summary>
    public static SignalBody Candidate(int length)
    {
        const string Before = """{"sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"4ZcD","candidate":"candidate:842163049 """
            + "1 udp 1677729535 192.0.2.1 54321 typ srflx ";
        return Padded("candidate", Before, "\"}", length, static room => new string('x', room - 1) + " ");
    }

    /// <summary>An RTCSessionDescriptionInit of <paramref name="length"/> bytes: lines as in Chromium's, line ends escaped.</summary>
    public static SignalBody Description(int length)
    {
        const string Before = """{"type":"offer","sdp":"v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n"""
            + """t=0 0\r\na=group:BUNDLE 0 1\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n""";
        return Padded("description", Before, "\\r\\n\"}", length, static room =>
        {
            var lines = new StringBuilder();
            for (var type = 96; ; type++)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"a=rtpmap:{type} VP8/90000\\r\\na=rtcp-fb:{type} nack pli\\r\\n");
                var left = room - lines.Length - "a=".Length;
                if (line.Length > left)
                    return lines.Append("a=").Append('x', left).ToString();
                lines.Append(line);
            }
        });
    }

    /// <summary>Writes the body with its stamp and returns its length.</summary>
    public int Write(Span<byte> target, in Stamp stamp)
    {
        _template.CopyTo(target);
        var place = target.Slice(_stampAt, StampLength);
        Utf8Formatter.TryFormat(stamp.Sender, place, out _, Hex8);
        place[8] = (byte)'-';
        Utf8Formatter.TryFormat(stamp.Number, place[9..], out _, Hex8);
        place[17] = (byte)'-';
        Utf8Formatter.TryFormat(stamp.Due, place[18..], out _, Hex16);
        return _template.Length;
    }

    /// <summary>Reads the stamp of a message that ends with this body and the brace of the message.</summary>
    /// <returns><see langword="false"/> if any byte of the body has changed.</returns>
    public bool TryRead(ReadOnlySpan<byte> message, out Stamp stamp)
    {
        stamp = default;
        var at = message.Length - 1 - _template.Length;
        if (at < 0 || message[^1] != (byte)'}')
            return false;
        var body = message.Slice(at, _template.Length);
        var place = body.Slice(_stampAt, StampLength);
        if (!body[.._stampAt].SequenceEqual(_template.AsSpan(0, _stampAt))
            || !body[(_stampAt + StampLength)..].SequenceEqual(_template.AsSpan(_stampAt + StampLength))
            || !Utf8Parser.TryParse(place[..8], out uint sender, out _, 'X')
            || !Utf8Parser.TryParse(place.Slice(9, 8), out uint number, out _, 'X')
            || !Utf8Parser.TryParse(place[18..], out long due, out _, 'X'))
        {
            return false;
        }

        stamp = new Stamp(sender, number, due);
        return true;
    }

    private static SignalBody Padded(string member, string before, string after, int length, Func<int, string> filler)
    {
        var room = length - before.Length - after.Length - StampLength;
        return new SignalBody(member, before + filler(room), after);
    }
}
