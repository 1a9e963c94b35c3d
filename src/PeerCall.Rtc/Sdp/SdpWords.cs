namespace PeerCall.Rtc.Sdp;

/// <summary>Words of a value, with single or more spaces between them.</summary>
internal ref struct SdpWords(ReadOnlySpan<char> value)
{
    private ReadOnlySpan<char> _rest = value;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<char> Rest => _rest.Trim(' ');

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
