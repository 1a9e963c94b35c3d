namespace PeerCall.Rtc.Dtls.Records;

/// <summary>
/// What no honest peer sends stays away from OpenSSL: it treats some unprotected or short records as fatal, and anybody can forge those. A datagram
/// with one such record is dropped whole, as one sender made all of it.
/// </summary>
internal struct RecordFilter
{
    private const int MaxRecordLength = (1 << 14) + 2048;
    private const int ExplicitNonce = 8;
    private const int Tag = 16;

    // Before the suite is known, an early protected record is buffered and opened later: the longer overhead counts.
    private int _protectionOverhead;
    private bool _connected;

    /// <summary>The handshake is done: from now on only protected records count.</summary>
    /// <param name="cipherSuite">IANA's name.</param>
    internal void Connected(string cipherSuite)
    {
        _connected = true;
        _protectionOverhead = cipherSuite.Contains("CHACHA20", StringComparison.Ordinal) ? Tag : ExplicitNonce + Tag;
    }

    /// <summary>Counts the records of a datagram.</summary>
    /// <returns>0 if it is to be dropped.</returns>
    internal readonly int Count(ReadOnlySpan<byte> datagram)
    {
        var (records, useful) = (0, false);
        while (!datagram.IsEmpty)
        {
            if (!RecordHeader.TryRead(datagram, out var header) || !Pass(header, datagram.Slice(RecordHeader.Size, header.Length)))
                return 0;
            useful |= header.Epoch > 0 || !_connected;
            datagram = datagram[(RecordHeader.Size + header.Length)..];
            records++;
        }

        return useful ? records : 0;
    }

    private readonly bool Pass(in RecordHeader header, ReadOnlySpan<byte> body) => header.Epoch switch
    {
        // Without renegotiation there are two epochs.
        0 => UnprotectedRecord.IsSound(header.Type, body),
        1 => body.Length <= MaxRecordLength && header.Type != ContentType.ChangeCipherSpec && body.Length >= LeastProtected(header.Type),
        _ => false,
    };

    // Only data may be empty inside (CVE-2026-75806: a record shorter than nonce and tag ends an association).
    private readonly int LeastProtected(ContentType type) =>
        (_protectionOverhead == 0 ? ExplicitNonce + Tag : _protectionOverhead) + (type == ContentType.ApplicationData ? 0 : 1);
}
