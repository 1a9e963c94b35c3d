using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PeerCall.Rtc.Sdp;

/// <summary>
/// Reads descriptions: what strangers wrote, so everything is bounded and nothing throws. Lines and attributes that are not known are passed
/// over (RFC 8866 §5); the first thing that is not as it must be ends the reading.
/// </summary>
internal static class SdpReader
{
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out SdpDescription? description, out SdpFault fault)
    {
        description = null;
        if (text.Length > SdpLimits.Length)
        {
            fault = new SdpFault(0, "The description is longer than 64 KiB.");
            return false;
        }
        var reading = new Reading();
        var lines = new SdpLines(text);
        SdpFault? found;
        while (lines.TryRead(out found))
        {
            if (reading.Add(ref lines) is { } wrong)
            {
                fault = new SdpFault(lines.Number, wrong);
                return false;
            }
        }
        found ??= reading.End() is { } unfinished ? new SdpFault(lines.Number, unfinished) : null;
        fault = found ?? default;
        description = found is null ? reading.ToDescription() : null;
        return description is not null;
    }

    /// <summary>One description on its way in.</summary>
    private sealed class Reading
    {
        private readonly SectionReader _session = new();
        private readonly List<MediaDescription> _media = [];
        private readonly HashSet<string> _mids = new(StringComparer.Ordinal);
        private SectionReader _section;
        private MediaDescription? _mediaLine;
        private int _linesOfSection;
        private int _header;
        private ulong _sessionId;
        private ulong _sessionVersion;

        public Reading() => _section = _session;

        public string? Add(ref SdpLines lines)
        {
            // RFC 8866 §5: version and origin are first, in this order.
            if (_header < 2)
                return AddHeader(ref lines);
            if (++_linesOfSection > SdpLimits.LinesPerSection)
                return "A section has more than 1000 lines.";
            return lines.Type switch
            {
                'm' => BeginMedia(lines.Value),
                'a' => _section.Add(lines.Value),
                'v' or 'o' => "Version and origin belong to the beginning of a description.",
                _ => null,
            };
        }

        public string? End() => _header < 2 ? "A description begins with its version and its origin." : EndMedia();

        public SdpDescription ToDescription() => new()
        {
            SessionId = _sessionId,
            SessionVersion = _sessionVersion,
            IsIceLite = _session.IsIceLite,
            BundleGroups = _session.BundleGroups,
            Media = _media,
        };

        private string? AddHeader(ref SdpLines lines)
        {
            if (_header++ == 0)
                return lines.Type == 'v' && lines.Value.Trim(' ').SequenceEqual("0") ? null : "A description begins with v=0.";
            if (lines.Type != 'o')
                return "The second line has to be the origin.";
            var words = new SdpWords(lines.Value);
            words.Next();
            // Numbers beyond 64 bits are allowed, and of no use.
            if (!IsNumber(words.Next(), out _sessionId) || !IsNumber(words.Next(), out _sessionVersion))
                return "The origin has to name session and version by numbers.";
            words.Next();
            words.Next();
            return words.Next().IsEmpty || !words.Rest.IsEmpty ? "The origin has to have six parts." : null;
        }

        private static bool IsNumber(ReadOnlySpan<char> word, out ulong number)
        {
            return ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                || (!word.IsEmpty && !word.ContainsAnyExceptInRange('0', '9'));
        }

        private string? BeginMedia(ReadOnlySpan<char> value)
        {
            if (EndMedia() is { } wrong)
                return wrong;
            if (_media.Count == SdpLimits.Sections)
                return "There are more than 128 media sections.";
            var words = new SdpWords(value);
            var kind = words.Next();
            var port = words.Next();
            var protocol = words.Next();
            var formats = words.Rest;
            // RFC 8866 §5.14 allows a number of ports behind a slash.
            if (port.IndexOf('/') is > 0 and var slash)
                port = port[..slash];
            if (kind.IsEmpty || protocol.IsEmpty || formats.IsEmpty || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return "A media line has to have a medium, a port, a protocol and formats.";
            if (kind.Length > SdpLimits.Mid || protocol.Length > SdpLimits.Mid || formats.Length > SdpLimits.Formats)
                return "A media line is too long.";
            _mediaLine = new MediaDescription { Kind = kind.ToString(), Port = number, Protocol = protocol.ToString(), Formats = formats.ToString() };
            _section = new SectionReader();
            _linesOfSection = 0;
            return null;
        }

        private string? EndMedia()
        {
            if (_mediaLine is null)
                return null;
            var media = _section.ToMedia(_mediaLine, _session);
            _mediaLine = null;
            if (media.Mid is { } mid && !_mids.Add(mid))
                return "Two media sections have the same a=mid.";
            if (media is { IsRejected: false, Ice.IsValid: false })
                return "ICE user name fragment or password is too short, too long or has other characters than letters, digits, + and /.";
            _media.Add(media);
            return null;
        }
    }
}
