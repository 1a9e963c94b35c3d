namespace PeerCall.Rtc.Dtls;

/// <summary>Settings of one association.</summary>
public sealed record DtlsOptions
{
    /// <summary>This end's certificate.</summary>
    public required RtcCertificate Certificate { get; init; }

    /// <summary>Whether this end begins the handshake (<c>a=setup:active</c>, RFC 8842 §5).</summary>
    public required bool IsClient { get; init; }

    /// <summary>What the other end's description promised (RFC 8122 §5): its certificate has to match one of the strongest hash known. Not empty.</summary>
    public required IReadOnlyList<CertificateFingerprint> RemoteFingerprints { get; init; }

    /// <summary>Bytes of a datagram of the handshake at most. Default 1200.</summary>
    public int MaxDatagramSize { get; init; } = 1200;

    /// <summary>
    /// Bytes of a record of data at most, header and all, where that is more: who sends knows what the path carries. Default 1472, which with UDP and IPv4
    /// fills an Ethernet frame.
    /// </summary>
    public int MaxRecordSize { get; init; } = 1472;

    /// <summary>Time to the first retransmission; it doubles each time. Default 50 ms: with the second of RFC 6347 §4.2.4.1 a handshake at 30 % of loss takes half a minute.</summary>
    public TimeSpan InitialRetransmissionTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a handshake may take. Default 30 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
