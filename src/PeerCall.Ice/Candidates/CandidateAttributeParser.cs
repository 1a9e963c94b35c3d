using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>Reads candidate lines (RFC 8839 §5.1): what strangers wrote, so every part is bounded and nothing throws.</summary>
internal static class CandidateAttributeParser
{
    private const int MaxLine = 1024;
    private const int MaxFoundation = 32;
    private const int MaxName = 253;
    private const int MaxComponent = 256;

    public static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out CandidateAttribute? candidate)
    {
        candidate = null;
        if (line.Length > MaxLine)
            return false;
        line = line.Trim();
        line = line.StartsWith("a=", StringComparison.Ordinal) ? line[2..] : line;
        line = line.StartsWith("candidate:", StringComparison.OrdinalIgnoreCase) ? line["candidate:".Length..] : line;

        var words = new Words(line);
        var foundation = words.Next();
        if (foundation.Length > MaxFoundation || !IceCharacters.AreAll(foundation)
            || !TryNumber(words.Next(), MaxComponent, out var component) || component == 0
            || !TryTransport(words.Next(), out var isUdp)
            || !TryNumber(words.Next(), CandidatePriority.Max, out var priority) || priority == 0)
            return false;
        var host = words.Next();
        if (!TryNumber(words.Next(), ushort.MaxValue, out var port)
            || !words.Next().SequenceEqual("typ")
            || !CandidateTypes.TryParse(words.Next(), out var type))
            return false;
        string? name = null;
        if (!TryAddress(host, (int)port, out var address) && !TryName(host, out name))
            return false;

        var extensions = new Extensions();
        if (!extensions.TryRead(ref words))
            return false;
        candidate = new CandidateAttribute
        {
            Foundation = foundation.ToString(),
            Component = (int)component,
            IsUdp = isUdp,
            Priority = priority,
            Address = address,
            Name = name,
            Port = (ushort)port,
            Type = type,
            RelatedAddress = extensions.RelatedAddress,
            TcpType = isUdp ? TcpCandidateType.None : extensions.TcpType,
            UsernameFragment = extensions.UsernameFragment,
        };
        return true;
    }

    private static bool TryTransport(ReadOnlySpan<char> word, out bool isUdp)
    {
        isUdp = word.Equals("udp", StringComparison.OrdinalIgnoreCase);
        return isUdp || word.Equals("tcp", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Digits alone: the framework's parser passes over zero characters at the end.</summary>
    private static bool TryNumber(ReadOnlySpan<char> word, uint max, out uint value) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max && word[^1] != '\0';

    private static bool TryAddress(ReadOnlySpan<char> word, int port, out TransportAddress address)
    {
        address = default;
        if (!IsPlainIPv4(word) && (!word.Contains(':') || word.ContainsAny('%', '[', ']')))
            return false;
        if (!System.Net.IPAddress.TryParse(word, out var parsed))
            return false;
        address = TransportAddress.From(parsed, port);
        return true;
    }

    /// <summary>Four decimal numbers without leading zeros: the framework's parser would also take octal, hexadecimal and fewer parts.</summary>
    private static bool IsPlainIPv4(ReadOnlySpan<char> word)
    {
        var parts = 0;
        foreach (var range in word.Split('.'))
        {
            var part = word[range];
            if (++parts > 4 || part.Length > 3 || (part.Length > 1 && part[0] == '0') || !TryNumber(part, byte.MaxValue, out _))
                return false;
        }
        return parts == 4;
    }

    private static bool TryName(ReadOnlySpan<char> word, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (word.Length is <= 6 or > MaxName || !word.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || word[0] is '.' or '-' || word.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var character in word)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.'))
                return false;
        }
        name = word.ToString();
        return true;
    }

    /// <summary>Name and value, in any order; unknown ones (generation, network-id, network-cost …) are passed over.</summary>
    private ref struct Extensions
    {
        private ReadOnlySpan<char> _relatedHost;

        public TransportAddress RelatedAddress { get; private set; }

        public TcpCandidateType TcpType { get; private set; }

        public string? UsernameFragment { get; private set; }

        public bool TryRead(ref Words words)
        {
            for (var name = words.Next(); !name.IsEmpty; name = words.Next())
            {
                var value = words.Next();
                switch (name)
                {
                    case "raddr":
                        _relatedHost = value;
                        break;
                    case "rport":
                        // A name or a hidden address here tells nothing that is needed.
                        if (TryNumber(value, ushort.MaxValue, out var port) && TryAddress(_relatedHost, (int)port, out var related))
                            RelatedAddress = related;
                        break;
                    case "tcptype":
                        TcpType = value switch
                        {
                            "active" => TcpCandidateType.Active,
                            "passive" => TcpCandidateType.Passive,
                            "so" => TcpCandidateType.SimultaneousOpen,
                            _ => TcpCandidateType.None,
                        };
                        if (TcpType is TcpCandidateType.None)
                            return false;
                        break;
                    case "ufrag":
                        if (value.Length > IceParameters.MaxLength || !IceCharacters.AreAll(value))
                            return false;
                        UsernameFragment = value.ToString();
                        break;
                    default:
                        break;
                }
            }
            return true;
        }
    }

    private ref struct Words(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        /// <summary>The next word; empty at the end.</summary>
        public ReadOnlySpan<char> Next()
        {
            _rest = _rest.TrimStart(' ');
            var end = _rest.IndexOf(' ');
            var word = end < 0 ? _rest : _rest[..end];
            _rest = _rest[word.Length..];
            return word;
        }
    }
}
