namespace PeerCall.Rtc.Dtls;

/// <summary>Settings of one association.</summary>
public sealed record DtlsOptions
{
    /// <summary>Below, OpenSSL cannot fragment its flights.</summary>
    private const int MinDatagramSize = 296;

    /// <summary>This end's certificate.</summary>
    public required RtcCertificate Certificate { get; init; }

    /// <summary>Whether this end begins the handshake (<c>a=setup:active</c>, RFC 8842 §5).</summary>
    public required bool IsClient { get; init; }

    /// <summary>What the other end's description promised (RFC 8122 §5): its certificate has to match one of the strongest hash known. Not empty.</summary>
    public required IReadOnlyList<CertificateFingerprint> RemoteFingerprints { get; init; }

    /// <summary>Bytes of a datagram at most, 296 to 65,535. Default 1200.</summary>
    public int MaxDatagramSize { get; init; } = 1200;

    /// <summary>Time to the first retransmission; it doubles each time. Default 50 ms: with the second of RFC 6347 §4.2.4.1 a handshake at 30 % of loss takes half a minute.</summary>
    public TimeSpan InitialRetransmissionTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a handshake may take. Default 30 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Throws <see cref="ArgumentException"/>, with the setting's name, if one is out of its range.</summary>
    internal void Validate()
    {
        Check(RemoteFingerprints.Count > 0, nameof(RemoteFingerprints), "at least one");
        Check(MaxDatagramSize is >= MinDatagramSize and <= ushort.MaxValue, nameof(MaxDatagramSize), "296 to 65,535 bytes");
        Check(InitialRetransmissionTimeout >= TimeSpan.FromMilliseconds(1), nameof(InitialRetransmissionTimeout), "at least 1 ms");
        Check(HandshakeTimeout > TimeSpan.Zero, nameof(HandshakeTimeout), "more than nothing");

        static void Check(bool condition, string name, string expected)
        {
            if (!condition)
                throw new ArgumentException($"DtlsOptions.{name} must be {expected}.", name);
        }
    }
}
