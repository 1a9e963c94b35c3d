using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerCall.Rtc.Dtls.OpenSsl;

namespace PeerCall.Rtc.Dtls;

/// <summary>
/// A certificate that a peer shows in DTLS (W3C RTCCertificate), with its private key. Immutable; several connections may share one, and it may be disposed
/// while they run. Its issuer says nothing to anybody: the other end knows it by its fingerprint (RFC 8827 §6.5).
/// </summary>
public sealed class RtcCertificate : IDisposable
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(30);

    // Clocks of peers differ.
    private static readonly TimeSpan Skew = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _certificate;
    private readonly Lazy<OpenSslContext> _context;

    private RtcCertificate(X509Certificate2 certificate)
    {
        _certificate = certificate;
        Fingerprint = CertificateFingerprint.Compute("sha-256", certificate.RawDataMemory.Span);
        _context = new Lazy<OpenSslContext>(() => OpenSslContext.Create(_certificate));
    }

    /// <summary>SHA-256 of the certificate.</summary>
    public CertificateFingerprint Fingerprint { get; }

    /// <summary>When it expires (W3C <c>expires</c>).</summary>
    public DateTimeOffset Expires => new(_certificate.NotAfter);

    /// <summary>The certificate, DER.</summary>
    public ReadOnlyMemory<byte> RawData => _certificate.RawDataMemory;

    /// <summary>What OpenSSL needs of it; made once, since it costs more than a handshake's other preparations together.</summary>
    internal OpenSslContext Context => _context.Value;

    /// <summary>Makes one with an ECDSA key on P-256 (RFC 8827 §6.5) and a random name, signed by itself.</summary>
    /// <param name="lifetime">More than nothing; null: 30 days, as browsers have it.</param>
    /// <param name="clock">Null: the system's.</param>
    public static RtcCertificate Create(TimeSpan? lifetime = null, TimeProvider? clock = null)
    {
        var length = lifetime ?? DefaultLifetime;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero, nameof(lifetime));
        var now = (clock ?? TimeProvider.System).GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedName($"CN={RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        return new RtcCertificate(new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(now - Skew, now + length));
    }

    /// <summary>Takes one that is there; it is copied.</summary>
    /// <param name="certificate">With its private key, which can be exported: ECDSA or RSA.</param>
    /// <exception cref="ArgumentException">It has no private key, or one of another kind.</exception>
    public static RtcCertificate FromX509(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var elliptic = certificate.GetECDsaPrivateKey();
        using var rsa = certificate.GetRSAPrivateKey();
        if (elliptic is null && rsa is null)
            throw new ArgumentException("The certificate needs an ECDSA or RSA private key.", nameof(certificate));
        return new RtcCertificate(new X509Certificate2(certificate));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_context.IsValueCreated)
            _context.Value.Dispose();
        _certificate.Dispose();
    }
}
