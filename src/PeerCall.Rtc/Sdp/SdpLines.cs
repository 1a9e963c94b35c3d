namespace PeerCall.Rtc.Sdp;

/// <summary>The lines of a description (RFC 8866 §5): <c>type=value</c>, ended by CRLF or by LF alone. Empty lines at the end are none.</summary>
internal ref struct SdpLines(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The letter before <c>=</c>.</summary>
    public char Type { get; private set; }

    /// <summary>What is behind it.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Reads the next line. False at the end, and, with a fault, for what is no line.</summary>
    public bool TryRead(out SdpFault? fault)
    {
        fault = null;
        if (_rest.Trim("\r\n").IsEmpty)
            return false;
        Number++;
        var end = _rest.IndexOf('\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        if (line.EndsWith('\r'))
            line = line[..^1];
        if (line.Length < 2 || line[1] != '=' || !char.IsAsciiLetterLower(line[0]))
            fault = new SdpFault(Number, "A line has to be a lower case letter, an equals sign and a value.");
        else if (HasControl(line))
            fault = new SdpFault(Number, "A line has a control character in it.");
        if (fault is not null)
            return false;
        Type = line[0];
        Value = line[2..];
        return true;
    }

    private static bool HasControl(ReadOnlySpan<char> line)
    {
        // NUL and CR are what RFC 8866 §9 forbids; the others would be trouble where a description is shown.
        foreach (var character in line)
        {
            if (character is (< ' ' and not '\t') or '\x7f')
                return true;
        }
        return false;
    }
}
