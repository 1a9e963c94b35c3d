namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// The datagrams that end a handshake. Who sends them is connected, and OpenSSL sends them again only when the other end asks by a flight of its own, which
/// takes many rounds at high loss. So they go out again, as they were, until data comes: who has them already drops them as replayed.
/// </summary>
internal sealed class FinalFlight(TimeSpan initial)
{
    private const int MaxDatagrams = 8;
    private const int MaxRepeats = 9;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly List<byte[]> _datagrams = [];
    private TimeSpan _wait = initial;
    private int _repeats;

    /// <summary>A call begins that may end the handshake.</summary>
    internal void Clear() => _datagrams.Clear();

    /// <summary>A datagram of this call.</summary>
    internal void Add(ReadOnlySpan<byte> datagram)
    {
        if (_datagrams.Count < MaxDatagrams)
            _datagrams.Add(datagram.ToArray());
    }

    /// <summary>The handshake has ended.</summary>
    /// <returns>When to send again.</returns>
    internal TimeSpan Begin(TimeSpan now) => _datagrams.Count == 0 ? TimeSpan.MaxValue : now + _wait;

    /// <summary>Sends again.</summary>
    /// <returns>When to do so next.</returns>
    internal TimeSpan SendAgain(IDtlsOutput output, TimeSpan now)
    {
        foreach (var datagram in _datagrams)
            output.Transmit(datagram);
        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
        if (++_repeats < MaxRepeats)
            return now + _wait;
        _datagrams.Clear();
        return TimeSpan.MaxValue;
    }
}
